import CKernels
import Glibc
import Testing

/// One set of kernels under test.
struct Kernels: @unchecked Sendable, CustomTestStringConvertible {
    let functions: ckernels_set

    /// All that this processor can run.
    static let all: [Kernels] = (0..<ckernels_set_count()).compactMap { index in
        ckernels_set_at(index).map { Kernels(functions: $0.pointee) }
    }

    /// Those whose convolutions compute in 32 bits, too.
    static var allIn32Bits: [Kernels] { all.filter { !["avx512bf16", "amx"].contains($0.name) } }

    /// Those that promise each other's bits.
    static var allOfEqualBits: [Kernels] { allIn32Bits.filter { $0.hasFusedMultiplyAdd } }

    var name: String { String(cString: functions.name) }

    var testDescription: String { name }

    private var hasFusedMultiplyAdd: Bool {
        #if arch(arm64)
        true
        #else
        name != "portable"
        #endif
    }
}

/// Whether all bits are equal, those of zeros and NaN too.
func hasEqualBits<Element: BitwiseCopyable>(_ a: [Element], _ b: [Element]) -> Bool {
    guard a.count == b.count else { return false }
    return a.withUnsafeBytes { a in
        b.withUnsafeBytes { b in
            guard let first = a.baseAddress, let second = b.baseAddress else { return true }
            return memcmp(first, second, a.count) == 0
        }
    }
}

/// For sums, which may be small by chance while their terms are not; NaN, which is below no bound,
/// for other counts and for what is not a number.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    let differences = zip(a, b).map { abs($0 - $1) }
    guard a.count == b.count, !differences.contains(where: \.isNaN) else { return .nan }
    return differences.max() ?? 0
}
