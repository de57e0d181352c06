/// The shape of one sample between two layers, in row-major order with the channels last: (H, W,
/// C). A dense layer's output is 1×1×C.
package struct Shape: Sendable, Equatable, CustomStringConvertible {
    package var height: Int
    package var width: Int
    package var channels: Int

    package init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// The number of floats of one sample.
    package var elementCount: Int { height * width * channels }

    /// For messages: `32x32x1`.
    package var description: String { "\(height)x\(width)x\(channels)" }
}
