/// An uninitialized buffer of floats that begins on a cache line and is freed with the object.
final class FloatMemory {
    let start: UnsafeMutablePointer<Float>

    init(floatCount: Int) {
        start = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, floatCount) * MemoryLayout<Float>.stride, alignment: 64
        ).bindMemory(to: Float.self, capacity: max(1, floatCount))
    }

    deinit { start.deallocate() }
}
