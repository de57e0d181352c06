import ConvNet

/// A 3×3 convolution by its definition; weights are (3, 3, inputChannels, outputChannels).
final class ReferenceConvolution: ReferenceLayer {
    let inputShape: Shape
    let outputShape: Shape
    let padding: Int
    let weight: ReferenceTensor
    let bias: ReferenceTensor?
    private var input: [Double] = []

    init(name: String, inputShape: Shape, outputChannels: Int, padding: Int, bias: Bool) {
        self.inputShape = inputShape
        self.padding = padding
        outputShape = Shape(
            height: inputShape.height + 2 * padding - 2, width: inputShape.width + 2 * padding - 2,
            channels: outputChannels)
        weight = ReferenceTensor(
            name: "\(name).weight", shape: [3, 3, inputShape.channels, outputChannels])
        self.bias = bias ? ReferenceTensor(name: "\(name).bias", shape: [outputChannels]) : nil
    }

    var tensors: [ReferenceTensor] { bias.map { [weight, $0] } ?? [weight] }

    func forward(_ x: [Double], _ batch: ReferenceBatch) -> [Double] {
        input = x
        var y = Array(repeating: 0.0, count: batch.sampleCount * outputShape.elementCount)
        let outputChannels = outputShape.channels
        y.withUnsafeMutableBufferPointer { y in
            weight.values.withUnsafeBufferPointer { weight in
                forEachTap(batch.sampleCount) { from, tap, to in
                    let value = x[from]
                    for o in 0..<outputChannels { y[to + o] += value * weight[tap + o] }
                }
            }
            if let bias {
                for i in y.indices { y[i] += bias.values[i % outputChannels] }
            }
        }
        return y
    }

    func backward(_ dy: [Double], _ batch: ReferenceBatch) -> [Double] {
        var dx = Array(repeating: 0.0, count: input.count)
        let outputChannels = outputShape.channels
        dy.withUnsafeBufferPointer { dy in
            weight.gradient.withUnsafeMutableBufferPointer { gradient in
                weight.values.withUnsafeBufferPointer { weight in
                    forEachTap(batch.sampleCount) { from, tap, to in
                        let value = input[from]
                        var sum = 0.0
                        for o in 0..<outputChannels {
                            gradient[tap + o] += value * dy[to + o]
                            sum += weight[tap + o] * dy[to + o]
                        }
                        dx[from] += sum
                    }
                }
            }
            if let bias {
                for i in dy.indices { bias.gradient[i % outputChannels] += dy[i] }
            }
        }
        return dx
    }

    /// Calls `body` with the places of each input value, of the weights that it meets (a row of
    /// outputChannels), and of the outputs that it reaches (another row).
    private func forEachTap(_ sampleCount: Int, _ body: (Int, Int, Int) -> Void) {
        let channels = inputShape.channels
        for n in 0..<sampleCount {
            for oy in 0..<outputShape.height {
                for ox in 0..<outputShape.width {
                    let to =
                        ((n * outputShape.height + oy) * outputShape.width + ox)
                        * outputShape.channels
                    for ky in 0..<3 {
                        for kx in 0..<3 {
                            let iy = oy + ky - padding
                            let ix = ox + kx - padding
                            guard iy >= 0, iy < inputShape.height, ix >= 0, ix < inputShape.width
                            else { continue }
                            let from =
                                ((n * inputShape.height + iy) * inputShape.width + ix) * channels
                            let tap = (ky * 3 + kx) * channels * outputShape.channels
                            for i in 0..<channels {
                                body(from + i, tap + i * outputShape.channels, to)
                            }
                        }
                    }
                }
            }
        }
    }
}
