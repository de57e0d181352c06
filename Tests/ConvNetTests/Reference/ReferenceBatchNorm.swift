import ConvNet

/// Batch normalisation by its definition, two passes over the values.
final class ReferenceBatchNorm: ReferenceLayer {
    let outputShape: Shape
    let scale: ReferenceTensor
    let bias: ReferenceTensor
    var runningMean: [Double]
    var runningVariance: [Double]
    /// Of the last forward pass in training: the number of values of a channel, then the sums over
    /// x - μ₀ and over (x - μ₀)², μ₀ being the running mean.
    private(set) var sums: [Double] = []

    private var normalized: [Double] = []
    private var deviation: [Double] = []

    init(name: String, shape: Shape) {
        outputShape = shape
        scale = ReferenceTensor(name: "\(name).weight", shape: [shape.channels])
        bias = ReferenceTensor(name: "\(name).bias", shape: [shape.channels])
        runningMean = Array(repeating: 0, count: shape.channels)
        runningVariance = Array(repeating: 1, count: shape.channels)
    }

    var tensors: [ReferenceTensor] { [scale, bias] }

    func forward(_ x: [Double], _ batch: ReferenceBatch) -> [Double] {
        let channels = outputShape.channels
        var mean = runningMean
        var variance = runningVariance
        if batch.isTraining {
            let rows = Double(x.count / channels)
            mean = columnSums(x.count) { x[$0] / rows }
            variance = columnSums(x.count) { i in
                let d = x[i] - mean[i % channels]
                return d * d / rows
            }
            let first = columnSums(x.count) { x[$0] - runningMean[$0 % channels] }
            let second = columnSums(x.count) { i in
                let d = x[i] - runningMean[i % channels]
                return d * d
            }
            sums = [rows] + first + second
        }
        deviation = variance.map { ($0 + 1e-5).squareRoot() }
        normalized = x.indices.map { (x[$0] - mean[$0 % channels]) / deviation[$0 % channels] }
        return normalized.indices.map {
            normalized[$0] * scale.values[$0 % channels] + bias.values[$0 % channels]
        }
    }

    func backward(_ dy: [Double], _ batch: ReferenceBatch) -> [Double] {
        let channels = outputShape.channels
        let rows = Double(dy.count / channels)
        let biasGradient = columnSums(dy.count) { dy[$0] }
        let scaleGradient = columnSums(dy.count) { dy[$0] * normalized[$0] }
        for c in 0..<channels {
            bias.gradient[c] += biasGradient[c]
            scale.gradient[c] += scaleGradient[c]
        }
        return dy.indices.map { i in
            let c = i % channels
            return scale.values[c] / deviation[c]
                * (dy[i] - biasGradient[c] / rows - normalized[i] * scaleGradient[c] / rows)
        }
    }

    private func columnSums(_ count: Int, _ value: (Int) -> Double) -> [Double] {
        var sums = Array(repeating: 0.0, count: outputShape.channels)
        for i in 0..<count { sums[i % sums.count] += value(i) }
        return sums
    }
}
