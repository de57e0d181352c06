import CKernels

/// A fixed number of floats, aligned to a cache line, initially zero, and freed with the object.
///
/// Parameters and optimizer state are one such buffer each, so that zeroing, updates and
/// checkpoints are one loop each. Buffers of 2 MiB and more are on large pages if Linux provides
/// them, since the transforms of convolutions touch more small pages than the TLB holds.
package final class FloatBuffer {
    package let floats: UnsafeMutableBufferPointer<Float>

    /// - Parameter count: the number of floats; 0 is allowed.
    package init(count: Int) {
        precondition(count >= 0, "a buffer cannot have a negative size")
        let byteCount = max(count, 1) * MemoryLayout<Float>.stride
        let largePage = CKERNELS_LARGE_PAGE
        let isLarge = byteCount >= largePage
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: byteCount, alignment: isLarge ? largePage : 64)
        if isLarge { ckernels_prefer_large_pages(memory, byteCount / largePage * largePage) }
        floats = UnsafeMutableBufferPointer(
            start: memory.bindMemory(to: Float.self, capacity: max(count, 1)), count: count)
        floats.initialize(repeating: 0)
    }

    deinit {
        UnsafeMutableRawPointer(pointer).deallocate()
    }

    package var count: Int { floats.count }

    /// Moves each float towards the corresponding float of another buffer:
    /// `x += share · (target - x)`.
    ///
    /// - Parameter share: 0 changes nothing, 1 copies the target.
    package func move(towards target: FloatBuffer, by share: Float) {
        precondition(target.count == count, "buffers of other sizes are not averaged")
        let (values, targets) = (pointer, target.pointer)
        for i in 0..<count { values[i] += share * (targets[i] - values[i]) }
    }

    /// The first float; the buffer never moves.
    package var pointer: UnsafeMutablePointer<Float> {
        guard let start = floats.baseAddress else {
            preconditionFailure("a buffer always has memory")
        }
        return start
    }
}

/// Whether all values are finite, neither NaN nor infinite.
package func areFinite(_ floats: UnsafeBufferPointer<Float>) -> Bool {
    // A float is not finite if all bits of its exponent are ones; adding one then carries into the
    // sign bit. The compiler can vectorize integer operations, but not a float sum, whose order is
    // fixed.
    var carries: UInt32 = 0
    for float in floats { carries |= (float.bitPattern & 0x7f80_0000) &+ 0x0080_0000 }
    return carries & 0x8000_0000 == 0
}
