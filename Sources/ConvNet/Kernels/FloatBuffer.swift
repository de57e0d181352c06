import CKernels

/// A fixed number of floats, aligned to a cache line, zero at first, freed with the object.
///
/// Parameters, gradients and optimizer state are one such buffer each, so that zeroing, update,
/// checkpoint and exchange are one loop each.
package final class FloatBuffer {
    package let floats: UnsafeMutableBufferPointer<Float>

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

    /// Moves each float towards that of another buffer of this size, by a share from 0 to 1.
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

/// Whether all of these are numbers: none is NaN or infinite.
package func areFinite(_ floats: UnsafeBufferPointer<Float>) -> Bool {
    // A float is no number when its exponent is all ones; one more then carries into the sign.
    // Integer operations, unlike a float sum, may be done for many floats at once.
    var carries: UInt32 = 0
    for float in floats { carries |= (float.bitPattern & 0x7f80_0000) &+ 0x0080_0000 }
    return carries & 0x8000_0000 == 0
}
