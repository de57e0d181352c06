import ConvNet
import Glibc

/// Sees to it that OpenBLAS uses this processor and one thread.
///
/// Debian's OpenBLAS 0.3.21 does not know processors newer than itself and then falls back to its
/// slowest kernels, three to four times slower; it reads the variables that say otherwise only when
/// it is loaded. So the program starts itself again, once, with them set.
enum MatrixLibraryEnvironment {
    static func correct() {
        MatrixLibrary.useOneThread()
        guard getenv("OPENBLAS_CORETYPE") == nil,
            MatrixLibrary.coreName == "Prescott" || MatrixLibrary.coreName == "Core2",
            let core = MatrixLibrary.bestCoreName
        else { return }
        setenv("OPENBLAS_CORETYPE", core, 1)
        setenv("OPENBLAS_NUM_THREADS", "1", 1)
        // Returns only when it fails; then the run is slow, but right.
        execv("/proc/self/exe", CommandLine.unsafeArgv)
    }
}
