/// Whether all of these are numbers: none is NaN or infinite.
package func areFinite(_ floats: UnsafeBufferPointer<Float>) -> Bool {
    // A float is no number when its exponent is all ones; one more then carries into the sign.
    // Integer operations, unlike a float sum, may be done for many floats at once.
    var carries: UInt32 = 0
    for float in floats { carries |= (float.bitPattern & 0x7f80_0000) &+ 0x0080_0000 }
    return carries & 0x8000_0000 == 0
}
