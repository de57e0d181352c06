import ConvNet
import Glibc
import Testing

@Suite struct MatrixLibraryTests {
    @Test func theCoreIsTheOneThatTheEnvironmentNames() {
        #expect(!MatrixLibrary.coreName.isEmpty)
        if let wanted = getenv("OPENBLAS_CORETYPE") {
            #expect(MatrixLibrary.coreName == String(cString: wanted))
        }
        print("the library's core is \(MatrixLibrary.coreName)")
    }
}
