import ConvNet
import RandomStreams
import Testing

/// A network, its parameters and a micro-batch, all a function of a few numbers.
struct NetworkCase: Sendable, CustomTestStringConvertible {
    let preset: Preset
    let height: Int
    let width: Int
    var channels = 1
    var classCount = 5
    let sampleCount: Int
    var seed: UInt64 = 1

    var testDescription: String {
        "\(preset.rawValue) \(height)x\(width)x\(channels), \(sampleCount) samples, seed \(seed)"
    }

    var inputShape: Shape { Shape(height: height, width: width, channels: channels) }

    var labels: [Int32] { (0..<sampleCount).map { Int32(($0 * 3 + 1) % classCount) } }

    var keys: [UInt64] { (1...UInt64(sampleCount)).map { $0 &* 0x9E37_79B9_7F4A_7C15 } }

    /// Uniform in [0, 1), (N, H, W, C).
    var images: [Float] {
        (0..<sampleCount).flatMap { sample in
            let random = CounterRandom(seed: seed, purpose: .test, key: UInt64(sample))
            return (0..<inputShape.elementCount).map { random.uniform(at: $0) }
        }
    }

    /// The parameters of a new run, but with norms and biases moved away from 1 and 0, where errors
    /// could hide.
    func fill(_ parameters: UnsafeMutableBufferPointer<Float>, of network: Network) {
        network.initialize(parameters, seed: seed)
        for (index, tensor) in network.parameters.tensors.enumerated() {
            guard case .constant(let value) = tensor.initializer else { continue }
            let random = CounterRandom(
                seed: seed, purpose: .test, key: UInt64(1000 + index))
            for (element, i) in tensor.range.enumerated() {
                parameters[i] = value + (random.uniform(at: element) - 0.5) * 0.5
            }
        }
    }

    /// Running means within ±0.5, running variances within 0.5 to 1.5.
    func fillStatistics(_ running: UnsafeMutableBufferPointer<Float>, of network: Network) {
        network.statistics.initialize(running)
        let random = CounterRandom(seed: seed, purpose: .test, key: 999)
        for i in running.indices { running[i] += random.uniform(at: i) - 0.5 }
    }

    func referenceBatch(labelSmoothing: Double = 0.1) -> ReferenceBatch {
        ReferenceBatch(
            images: images.map(Double.init), labels: labels.map(Int.init), keys: keys, seed: seed,
            epoch: 3, labelSmoothing: labelSmoothing)
    }

    /// The reference with the same parameters and running statistics as `model`.
    func reference(of model: NetworkModel) -> ReferenceNetwork {
        let reference = ReferenceNetwork(preset, inputShape: inputShape, classCount: classCount)
        for (tensor, own) in zip(model.network.parameters.tensors, reference.tensors) {
            own.values = model.parameters.floats[tensor.range].map(Double.init)
        }
        for (tensor, norm) in zip(model.network.statistics.tensors, reference.norms) {
            let values = model.statistics.floats[
                tensor.offset..<tensor.offset + 2 * tensor.channelCount
            ].map(Double.init)
            norm.runningMean = Array(values[..<tensor.channelCount])
            norm.runningVariance = Array(values[tensor.channelCount...])
        }
        return reference
    }
}

/// ‖a − b‖ / ‖b‖; NaN, which is below no bound, for other sizes and for what is not a number.
func relativeError(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .nan }
    let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (difference / b.reduce(0) { $0 + $1 * $1 }).squareRoot()
}

extension KernelSet: CustomTestStringConvertible {
    public var testDescription: String { name }
}
