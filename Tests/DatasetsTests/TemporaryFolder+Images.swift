import Images
import TestSupport

extension TemporaryFolder {
    /// Writes a PNG of 4×4 pixels.
    func writeImage(_ name: String, level: UInt8 = 0) throws {
        let pixels = [level] + [UInt8](repeating: 0, count: 15)
        try write(PNGCodec.encode(Image(height: 4, width: 4, pixels: pixels)), to: name)
    }
}
