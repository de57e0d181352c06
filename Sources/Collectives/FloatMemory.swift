/// Floats that begin on a cache line, for as long as this object lives. Their values are not defined at
/// first.
final class FloatMemory {
    let start: UnsafeMutablePointer<Float>

    init(floatCount: Int) {
        start = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, floatCount) * MemoryLayout<Float>.stride, alignment: 64
        ).bindMemory(to: Float.self, capacity: max(1, floatCount))
    }

    deinit { start.deallocate() }
}
