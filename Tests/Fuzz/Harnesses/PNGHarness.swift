import Images

/// Nearly all changed bytes fail at a chunk's CRC, so the same bytes are tried with it repaired.
func checkPNG(_ bytes: [UInt8]) throws(Finding) {
    try decode(bytes)
    guard declaresShortSides(bytes) else { return }
    let repaired = repairingChecksums(of: bytes)
    if repaired != bytes { try decode(repaired) }
}

/// Whether both sides are below 256 pixels, as far as the bytes have them. Hundreds of small images
/// take the time of a large one, which is tried where its checksums are right as they are.
private func declaresShortSides(_ bytes: [UInt8]) -> Bool {
    let upperBytes = bytes.dropFirst(16).prefix(3) + bytes.dropFirst(20).prefix(3)
    return upperBytes.allSatisfy { $0 == 0 }
}

private func decode(_ bytes: [UInt8]) throws(Finding) {
    let orientation = bytes.withUnsafeBytes { PNGCodec.orientation(of: $0) }
    try require((0...8).contains(orientation), "an orientation of \(orientation)")
    let image: Image
    do throws(ImageError) {
        image = try ImageCodecs.image(from: bytes, path: "fuzz.png")
    } catch {
        return try requireMessage(error)
    }
    try require(
        ImageLimits.sides.contains(image.height) && ImageLimits.sides.contains(image.width),
        "an image of \(image.height) by \(image.width) pixels was accepted")
    // What follows is as good on a small image as on a large one, and far quicker.
    guard image.pixels.count <= 1 << 16 else { return }
    let again = try? ImageCodecs.image(from: PNGCodec.encode(image), path: "fuzz.png")
    try require(again == image, "an encoded image does not decode to itself")
    for (height, width, isDark) in [(32, 32, false), (32, 32, true), (5, 64, false)] {
        let resized = ImageResizer.networkInput(
            of: image, height: height, width: width, inkIsDark: isDark)
        try require(
            resized.height == height && resized.width == width,
            "a resized image has not the size that was asked for")
    }
    let vote = InkPolarity.vote(image.pixels, height: image.height, width: image.width)
    try require(vote == 0 || !image.isNarrow, "a narrow image votes")
    var inverted = image
    inverted.invert()
    let opposite = InkPolarity.vote(inverted.pixels, height: image.height, width: image.width)
    // The ground's middle, 127, lies half a level below that of 0 to 255.
    try require(vote + opposite <= 0, "an image and its inverse both vote for light ink")
}

/// The bytes with the CRC of every chunk that has one set right.
private func repairingChecksums(of bytes: [UInt8]) -> [UInt8] {
    var repaired = bytes
    var start = 8
    while bytes.count - start >= 12 {
        let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= bytes.count - start - 12 else { break }
        let end = start + 8 + length
        let checksum = crc32(bytes[start + 4..<end])
        for place in 0..<4 {
            repaired[end + place] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32(place)))
        }
        start = end + 4
    }
    return repaired
}

/// The CRC of PNG: https://www.w3.org/TR/png-3/, annex D.
private func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { crcTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
}

private let crcTable: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1 }
}
