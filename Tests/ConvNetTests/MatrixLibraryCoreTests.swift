import CKernels
import TestSupport
import Testing

// Thousands of passes: too slow without optimisation.
#if !DEBUG
/// OpenBLAS chooses its kernels when it is loaded, so this program runs once more for each core type:
/// bits must not vary, and numbers be right, under all of them.
@Suite(.serialized) struct MatrixLibraryCoreTests {
    /// At least the portable kernels of the architecture.
    static var runnableCores: [String] {
        #if arch(x86_64)
        ["Prescott"] + (ckernels_processor_has_avx2() != 0 ? ["Haswell"] : [])
            + (ckernels_processor_has_avx512() != 0 ? ["SkylakeX"] : [])
        #else
        ["ARMV8"]
        #endif
    }

    @Test(arguments: runnableCores)
    func bitsAndNumbersHoldUnderEveryCore(core: String) throws {
        let result = try run(
            "/proc/self/exe",
            [
                "--testing-library", "swift-testing", "--no-parallel", "--filter",
                "ConvNetTests.(Allocation|Golden|Invariance|MatrixLibrary|Network)Tests/",
            ],
            environment: ["OPENBLAS_CORETYPE": core], timeoutSeconds: 600)
        #expect(result.status == 0, "\(result)")
        // The tests did run, and under the wanted core.
        let output = (result.standardOutput + result.standardError).lowercased()
        #expect(output.contains("suite invariancetests passed"))
        #expect(output.contains("the library's core is \(core.lowercased())"))
    }
}
#endif
