/// Batch normalization over (N, H, W) for each channel. In training each micro-batch is normalized
/// by its own statistics (ghost batch norm); only the running statistics, which evaluation uses,
/// are synchronized over all virtual workers. So the forward pass needs no communication, and its
/// result does not depend on the number of ranks. The norm is a scale and an offset for each
/// channel, which `Activation` applies.
///
/// Ioffe and Szegedy, "Batch normalization", 2015, with PyTorch's constants; ghost statistics as in
/// Hoffer, Hubara and Soudry, "Train longer, generalize better", 2017.
struct BatchNorm: Sendable {
    /// Offsets of scale (γ) and bias (β), `channels` floats each, in the parameters.
    let scaleOffset: Int
    let biasOffset: Int
    let statistics: StatisticsTensor

    /// Is added to the variance, so that a constant channel does not divide by zero.
    static let epsilon = 1e-5

    private var channels: Int { statistics.channelCount }

    /// Computes scale and offset from the running statistics, for evaluation.
    func useRunning(_ coefficients: ChannelCoefficients, _ pass: Pass) {
        let running = pass.statistics + statistics.offset
        for c in 0..<channels {
            coefficients.mean[c] = running[c]
            let variance = Double(running[channels + c])
            coefficients.inverseDeviation[c] = Float(1 / (variance + Self.epsilon).squareRoot())
        }
        writeScales(coefficients, pass)
    }

    /// The running mean (C), which is subtracted before values are summed, to avoid cancellation.
    func shift(_ pass: Pass) -> UnsafePointer<Float> { pass.statistics + statistics.offset }

    /// Computes scale and offset from a micro-batch's own statistics, and adds its sums to those
    /// that update the running statistics.
    ///
    /// - Parameter sums: the sums over all rows of x - shift and of its square.
    func use(
        _ sums: ChannelSums, rows: Int, _ coefficients: ChannelCoefficients, _ pass: Pass,
        _ training: Pass.TrainingContext
    ) {
        let runningMean = shift(pass)
        let shared = training.statisticSums + statistics.sumsOffset
        shared[0] += Float(rows)
        for c in 0..<channels {
            let shiftedMean = sums.first[c] / Double(rows)
            let variance = max(sums.second[c] / Double(rows) - shiftedMean * shiftedMean, 0)
            coefficients.mean[c] = Float(Double(runningMean[c]) + shiftedMean)
            coefficients.inverseDeviation[c] = Float(1 / (variance + Self.epsilon).squareRoot())
            shared[1 + c] += Float(sums.first[c])
            shared[1 + channels + c] += Float(sums.second[c])
        }
        writeScales(coefficients, pass)
    }

    /// scale = γ / σ and offset = β - μ · scale, so that the layer is one multiply-add per value.
    private func writeScales(_ coefficients: ChannelCoefficients, _ pass: Pass) {
        for c in 0..<channels {
            let scale = pass.parameters[scaleOffset + c] * coefficients.inverseDeviation[c]
            coefficients.scale[c] = scale
            coefficients.offset[c] =
                pass.parameters[biasOffset + c] - coefficients.mean[c] * scale
        }
    }

    /// Adds the gradients of the parameters, and computes the coefficients of the input's gradient.
    ///
    /// - Parameters:
    ///   - sums: the sums over all rows of the gradient dz and of dz · (x - mean).
    ///   - rule: receives a, b and c of dx = a·dz + b·x + c, `channels` floats each.
    func addGradients(
        _ sums: ChannelSums, rows: Int, _ coefficients: ChannelCoefficients,
        rule: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        for c in 0..<channels {
            let inverse = Double(coefficients.inverseDeviation[c])
            pass.gradients[scaleOffset + c] += Float(sums.second[c] * inverse)
            pass.gradients[biasOffset + c] += Float(sums.first[c])
            // dx = γ/σ · (dz - mean(dz) - (x - μ)/σ² · mean(dz · (x - μ)))
            let scale = Double(pass.parameters[scaleOffset + c]) * inverse
            let slope = -scale * inverse * inverse * sums.second[c] / Double(rows)
            rule[c] = Float(scale)
            rule[channels + c] = Float(slope)
            rule[2 * channels + c] = Float(
                -scale * sums.first[c] / Double(rows) - slope * Double(coefficients.mean[c]))
        }
    }
}

extension StatisticsLayout {
    /// Sets the running means to 0 and the variances to 1, as before the first step.
    package func initialize(_ running: UnsafeMutableBufferPointer<Float>) {
        for tensor in tensors {
            for c in 0..<tensor.channelCount {
                running[tensor.offset + c] = 0
                running[tensor.offset + tensor.channelCount + c] = 1
            }
        }
    }

    /// Moves the running statistics towards those of the whole step, pooled over its micro-batches.
    /// The variance is the unbiased one, as in PyTorch.
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
