import ConvNet

/// y = x·W + b; weights are (inputs, outputs).
final class ReferenceDense: ReferenceLayer {
    let outputShape: Shape
    let weight: ReferenceTensor
    let bias: ReferenceTensor
    private let inputCount: Int
    private var input: [Double] = []

    init(name: String, inputShape: Shape, outputChannels: Int) {
        inputCount = inputShape.elementCount
        outputShape = Shape(height: 1, width: 1, channels: outputChannels)
        weight = ReferenceTensor(name: "\(name).weight", shape: [inputCount, outputChannels])
        bias = ReferenceTensor(name: "\(name).bias", shape: [outputChannels])
    }

    var tensors: [ReferenceTensor] { [weight, bias] }

    func forward(_ x: [Double], _ batch: ReferenceBatch) -> [Double] {
        input = x
        let outputs = outputShape.channels
        var y = (0..<batch.sampleCount).flatMap { _ in bias.values }
        for n in 0..<batch.sampleCount {
            for i in 0..<inputCount {
                for o in 0..<outputs {
                    y[n * outputs + o] += x[n * inputCount + i] * weight.values[i * outputs + o]
                }
            }
        }
        return y
    }

    func backward(_ dy: [Double], _ batch: ReferenceBatch) -> [Double] {
        let outputs = outputShape.channels
        var dx = Array(repeating: 0.0, count: input.count)
        for n in 0..<batch.sampleCount {
            for o in 0..<outputs { bias.gradient[o] += dy[n * outputs + o] }
            for i in 0..<inputCount {
                for o in 0..<outputs {
                    let slope = dy[n * outputs + o]
                    weight.gradient[i * outputs + o] += input[n * inputCount + i] * slope
                    dx[n * inputCount + i] += weight.values[i * outputs + o] * slope
                }
            }
        }
        return dx
    }
}
