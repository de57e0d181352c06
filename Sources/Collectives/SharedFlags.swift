import Synchronization

/// Numbers in memory that the ranks of a host share: one rank sets them, the others look.
///
/// Who sees a number also sees what the rank that has set it wrote before.
struct SharedFlags {
    private let start: UnsafeMutablePointer<Atomic<UInt32>>

    /// The floats of memory that hold as many flags: whole cache lines, so that ranks which look do not
    /// slow down the one that writes beside them.
    static func floatCount(for flagCount: Int) -> Int { roundedToCacheLines(flagCount) }

    /// - Parameter memory: zero at first, which is every flag's first number.
    init(in memory: UnsafeMutablePointer<Float>) {
        start = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: Atomic<UInt32>.self)
    }

    func set(_ index: Int, to number: UInt32) {
        start[index].store(number, ordering: .releasing)
    }

    func number(_ index: Int) -> UInt32 {
        start[index].load(ordering: .acquiring)
    }
}
