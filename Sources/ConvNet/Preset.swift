/// The networks that come with the program. Each one is a list of layers, read from top to bottom.
package enum Preset: String, Sendable, CaseIterable {
    /// The tutorial network of Keras: two convolutions and two dense layers.
    case keras
    /// A small network with batch norm: 136 k parameters for 28 classes.
    case compact
    /// Four residual stages: 1.2 M parameters for 28 classes.
    case accurate

    /// The smallest height and width that the pooling layers leave something of.
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
            network.convolution(32, padding: .valid, bias: true)  // 30x30x32
            network.relu()
            network.maxPool()  // 15x15x32
            network.convolution(64, padding: .valid, bias: true)  // 13x13x64
            network.relu()
            network.maxPool()  // 6x6x64
            network.dense(128)
            network.relu()
            network.dense(classCount)
        case .compact:
            network.block(16)  // 32x32x16
            network.maxPool()
            network.block(32)  // 16x16x32
            network.block(32)
            network.maxPool()
            network.block(64)  // 8x8x64
            network.block(64)
            network.maxPool()
            network.block(96)  // 4x4x96
            network.maxPool()  // 2x2x96
            network.dense(classCount)
        case .accurate:
            for width in [32, 64, 128, 256] {  // 32x32, 16x16, 8x8, 4x4
                network.block(width)
                network.residual()
                network.relu()
                network.maxPool()
            }
            network.dropout(0.2)  // 2x2x256
            network.dense(classCount)
        }
    }
}

extension NetworkBuilder {
    /// A convolution of the same size without bias, batch norm and ReLU.
    fileprivate mutating func block(_ channels: Int) {
        convolution(channels, padding: .same, bias: false)
        batchNorm()
        relu()
    }
}
