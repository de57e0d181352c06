import Synchronization

/// Numbers in memory that the ranks of a host share. One rank sets them, and the others poll them.
///
/// Stores release and loads acquire: a rank that sees a number also sees everything that was
/// written before the number was set.
struct SharedFlags {
    private let start: UnsafeMutablePointer<Atomic<UInt32>>

    /// The number of floats of memory that hold that many flags: whole cache lines, so that polling
    /// does not slow down a rank that writes to neighbouring memory.
    static func floatCount(for flagCount: Int) -> Int { roundedToCacheLines(flagCount) }

    /// - Parameter memory: initially zero, which is the first number of every flag.
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
