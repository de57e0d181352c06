/// Plans one allocation: hands out parts, each of which begins on a cache line of 16 floats. After
/// planning, `count` floats are allocated at once, so that a training step allocates nothing.
struct MemoryPlan {
    /// The size of the whole allocation, in floats.
    private(set) var count = 0

    /// - Returns: the offset of the part in the allocation, in floats.
    mutating func reserve(_ elementCount: Int) -> Int {
        let offset = count
        count += (elementCount + 15) / 16 * 16
        return offset
    }
}
