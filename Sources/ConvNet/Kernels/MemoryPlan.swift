/// Hands out parts of one allocation that each begin on a cache line.
struct MemoryPlan {
    /// The floats of the whole allocation.
    private(set) var count = 0

    /// - Returns: where the part begins, in floats from the allocation's start.
    mutating func reserve(_ elementCount: Int) -> Int {
        let offset = count
        count += (elementCount + 15) / 16 * 16
        return offset
    }
}
