import ConvNet
import Glibc
import Testing

@Suite struct MatrixLibraryTests {
    @Test func theCoreIsTheOneThatTheEnvironmentNames() {
        #expect(!MatrixLibrary.coreName.isEmpty)
        if let wanted = getenv("OPENBLAS_CORETYPE") {
            #expect(MatrixLibrary.coreName.lowercased() == String(cString: wanted).lowercased())
        }
        print("the library's core is \(MatrixLibrary.coreName)")
    }
}
