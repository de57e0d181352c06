import CKernels
import COpenBLAS

/// The matrix library that `multiply` calls.
package enum MatrixLibrary {
    /// Keeps the library on the calling thread: one rank is one core.
    package static func useOneThread() {
        openblas_set_num_threads(1)
    }

    /// The processor family whose kernels are in use, such as `Haswell` or `SkylakeX`. Sums differ
    /// in their last bits between families, so ranks must agree on it.
    package static var coreName: String {
        String(cString: openblas_get_corename())
    }

    /// The best kernels of the library that this processor can run: `Haswell` wants AVX2 and FMA,
    /// `SkylakeX` AVX-512. Nil when it can run neither.
    package static var bestCoreName: String? {
        if ckernels_processor_has_avx512() != 0 { return "SkylakeX" }
        if ckernels_processor_has_avx2() != 0 { return "Haswell" }
        return nil
    }
}
