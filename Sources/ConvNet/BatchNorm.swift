import CKernels

/// Batch normalisation over (N, H, W) for each channel, by the micro-batch's own statistics in
/// training ("ghost") and by the running statistics in evaluation.
///
/// Ioffe and Szegedy, "Batch normalization", 2015, with PyTorch's constants.
struct BatchNorm: Layer {
    let inputShape: Shape
    let scaleOffset: Int
    let biasOffset: Int
    let statistics: StatisticsTensor

    /// Keeps the divisor away from zero.
    static let epsilon = 1e-5

    var outputShape: Shape { inputShape }

    private var channels: Int { inputShape.channels }

    /// Mean and 1 / standard deviation of the micro-batch.
    func memoCount(sampleCount: Int) -> Int { 2 * channels }

    /// Two sums as double, and room for three rows of coefficients.
    func scratchCount(sampleCount: Int) -> Int { 4 * channels + 3 * channels }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        let mean = pass.memo
        let inverseDeviation = pass.memo + channels
        if let training = pass.training {
            measure(x, mean, inverseDeviation, pass, training)
        } else {
            let running = pass.statistics + statistics.offset
            for c in 0..<channels {
                mean[c] = running[c]
                let variance = Double(running[channels + c])
                inverseDeviation[c] = Float(1 / (variance + Self.epsilon).squareRoot())
            }
        }
        let scale = pass.scratch
        let offset = pass.scratch + channels
        for c in 0..<channels {
            scale[c] = pass.parameters[scaleOffset + c] * inverseDeviation[c]
            offset[c] = pass.parameters[biasOffset + c] - mean[c] * scale[c]
        }
        ckernels_scale_and_offset(x, rowCount(pass), channels, scale, offset, y)
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        let mean = pass.memo
        let inverseDeviation = pass.memo + channels
        let rows = rowCount(pass)
        let (gradientSum, productSum) = sums(pass)
        let rest = pass.scratch + 4 * channels
        ckernels_normalization_gradient_sums(
            x, dy, rows, channels, mean, gradientSum, productSum, rest)
        let onGradient = rest
        let onInput = rest + channels
        let constant = rest + 2 * channels
        for c in 0..<channels {
            let inverse = Double(inverseDeviation[c])
            pass.gradients[scaleOffset + c] += Float(productSum[c] * inverse)
            pass.gradients[biasOffset + c] += Float(gradientSum[c])
            // dx = γ/σ · (dy - mean(dy) - (x - μ)/σ² · mean(dy · (x - μ)))
            let scale = Double(pass.parameters[scaleOffset + c]) * inverse
            let slope = -scale * inverse * inverse * productSum[c] / Double(rows)
            onGradient[c] = Float(scale)
            onInput[c] = Float(slope)
            constant[c] = Float(
                -scale * gradientSum[c] / Double(rows) - slope * Double(mean[c]))
        }
        if let dx {
            ckernels_normalization_input_gradient(
                x, dy, rows, channels, onGradient, onInput, constant, dx)
        }
    }

    /// Measures the micro-batch, and adds its share to the sums that update the running statistics.
    private func measure(
        _ x: UnsafePointer<Float>, _ mean: UnsafeMutablePointer<Float>,
        _ inverseDeviation: UnsafeMutablePointer<Float>, _ pass: Pass, _ training: Pass.Training
    ) {
        let runningMean = pass.statistics + statistics.offset
        let rows = rowCount(pass)
        let (sum, squareSum) = sums(pass)
        ckernels_shifted_sums(
            x, rows, channels, runningMean, sum, squareSum, pass.scratch + 4 * channels)
        let shared = training.statisticSums + statistics.sumsOffset
        shared[0] += Float(rows)
        for c in 0..<channels {
            let shiftedMean = sum[c] / Double(rows)
            let variance = max(squareSum[c] / Double(rows) - shiftedMean * shiftedMean, 0)
            mean[c] = Float(Double(runningMean[c]) + shiftedMean)
            inverseDeviation[c] = Float(1 / (variance + Self.epsilon).squareRoot())
            shared[1 + c] += Float(sum[c])
            shared[1 + channels + c] += Float(squareSum[c])
        }
    }

    private func rowCount(_ pass: Pass) -> Int {
        pass.sampleCount * inputShape.height * inputShape.width
    }

    /// Two double sums for each channel, in the first part of the scratch memory.
    private func sums(_ pass: Pass) -> (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
    {
        let doubles = UnsafeMutableRawPointer(pass.scratch)
            .bindMemory(to: Double.self, capacity: 2 * channels)
        return (doubles, doubles + channels)
    }
}

extension StatisticsLayout {
    /// Running mean 0 and variance 1, as before the first step.
    package func initialize(_ running: UnsafeMutableBufferPointer<Float>) {
        for tensor in tensors {
            for c in 0..<tensor.channelCount {
                running[tensor.offset + c] = 0
                running[tensor.offset + tensor.channelCount + c] = 1
            }
        }
    }

    /// Moves the running statistics toward those of the whole step, pooled over its micro-batches.
    ///
    /// - Parameters:
    ///   - sums: the step's sums over all virtual workers.
    ///   - momentum: the weight of the new values; 0.1 is PyTorch's.
    package func update(
        _ running: UnsafeMutableBufferPointer<Float>, sums: UnsafePointer<Float>,
        momentum: Double = 0.1
    ) {
        for tensor in tensors {
            let channels = tensor.channelCount
            let count = Double(sums[tensor.sumsOffset])
            guard count > 0 else { continue }
            for c in 0..<channels {
                let shift = Double(sums[tensor.sumsOffset + 1 + c]) / count
                let square = Double(sums[tensor.sumsOffset + 1 + channels + c]) / count
                let unbiased = max(square - shift * shift, 0) * count / max(count - 1, 1)
                let mean = Double(running[tensor.offset + c])
                let variance = Double(running[tensor.offset + channels + c])
                running[tensor.offset + c] = Float(mean + momentum * shift)
                running[tensor.offset + channels + c] = Float(
                    variance + momentum * (unbiased - variance))
            }
        }
    }
}
