/// The networks that come with the program. Each is a list of layers in `build`, read from top to
/// bottom. Parameter counts are for 28 classes and images of 32×32 pixels.
package enum Preset: String, Codable, Sendable, CaseIterable {
    /// The tutorial network of Keras: two convolutions and two dense layers.
    case keras
    /// A small network with batch norm: 136 k parameters for 28 classes.
    case compact
    /// Four residual stages, then dropout at a fixed rate of 0.2: 1.2 M parameters for 28 classes.
    case accurate

    /// The smallest height and width, in pixels, for which the pooling layers leave at least one
    /// pixel.
    package var smallestSide: Int {
        switch self {
        case .keras: 10
        case .compact, .accurate: 16
        }
    }

    /// Adds the preset's layers; shapes are for an input of 32x32x1 and K classes.
    func build(_ network: inout NetworkBuilder, classCount: Int) {
        switch self {
        case .keras:
            network.convolution(32, padding: .valid, pools: true)  // 15x15x32
            network.convolution(64, padding: .valid, pools: true)  // 6x6x64
            network.dense(128)
            network.relu()
            network.dense(classCount)
        case .compact:
            network.block(16, pools: true)  // 16x16x16
            network.block(32)
            network.block(32, pools: true)  // 8x8x32
            network.block(64)
            network.block(64, pools: true)  // 4x4x64
            network.block(96, pools: true)  // 2x2x96
            network.dense(classCount)
        case .accurate:
            for width in [32, 64, 128, 256] {  // 16x16, 8x8, 4x4, 2x2
                network.block(width)
                network.residual(pools: true)
            }
            network.dropout(0.2)  // 2x2x256
            network.dense(classCount)
        }
    }
}
