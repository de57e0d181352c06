import ConvNet

/// A network in Double. The presets are written out again, from the design and not from `Preset`.
final class ReferenceNetwork {
    private(set) var layers: [any ReferenceLayer] = []
    private(set) var norms: [ReferenceBatchNorm] = []
    private var shape: Shape
    private var convolutionCount = 0
    private var denseCount = 0

    init(inputShape: Shape) {
        shape = inputShape
    }

    convenience init(_ preset: Preset, inputShape: Shape, classCount: Int) {
        self.init(inputShape: inputShape)
        switch preset {
        case .keras:
            for width in [32, 64] {
                convolution(width, padding: 0, bias: true)
                relu()
                maxPool()
            }
            dense(128)
            relu()
            dense(classCount)
        case .compact:
            for (width, isLastOfStage) in [
                (16, true), (32, false), (32, true), (64, false), (64, true), (96, true),
            ] {
                convolution(width, padding: 1, bias: false)
                batchNorm()
                relu()
                if isLastOfStage { maxPool() }
            }
            dense(classCount)
        case .accurate:
            for width in [32, 64, 128, 256] {
                convolution(width, padding: 1, bias: false)
                batchNorm()
                relu()
                residual()
                relu()
                maxPool()
            }
            dropout(0.2)
            dense(classCount)
        }
    }

    var tensors: [ReferenceTensor] { layers.flatMap(\.tensors) }

    /// All sides of all kinks that the last pass took.
    var choices: [[UInt8]] { layers.map(\.choices) }

    /// The distance of the last pass to the nearest kink.
    var margin: Double { layers.reduce(.infinity) { min($0, $1.margin) } }

    func scores(_ batch: ReferenceBatch) -> [Double] {
        layers.reduce(batch.images) { $1.forward($0, batch) }
    }

    /// The sum of the losses.
    func loss(_ batch: ReferenceBatch) -> Double {
        ReferenceLoss.evaluate(
            scores: scores(batch), labels: batch.labels, labelSmoothing: batch.labelSmoothing
        ).loss
    }

    /// Loss as above, and the gradients of it in all tensors.
    func accumulateGradients(_ batch: ReferenceBatch) -> Double {
        let (loss, gradient) = ReferenceLoss.evaluate(
            scores: scores(batch), labels: batch.labels, labelSmoothing: batch.labelSmoothing)
        _ = layers.reversed().reduce(gradient) { $1.backward($0, batch) }
        return loss
    }

    func convolution(_ outputChannels: Int, padding: Int, bias: Bool) {
        append(makeConvolution(outputChannels, padding: padding, bias: bias))
    }

    func batchNorm() {
        append(makeNorm())
    }

    func residual() {
        let convolution = makeConvolution(shape.channels, padding: 1, bias: false)
        append(ReferenceResidual(convolution: convolution, norm: makeNorm()))
    }

    func relu() {
        append(ReferenceReLU(shape: shape))
    }

    func maxPool() {
        append(ReferenceMaxPool(inputShape: shape))
    }

    func dropout(_ rate: Float) {
        append(ReferenceDropout(shape: shape, rate: rate))
    }

    func dense(_ outputChannels: Int) {
        denseCount += 1
        append(
            ReferenceDense(
                name: "dense\(denseCount)", inputShape: shape, outputChannels: outputChannels))
    }

    private func append(_ layer: some ReferenceLayer) {
        layers.append(layer)
        shape = layer.outputShape
    }

    private func makeConvolution(
        _ outputChannels: Int, padding: Int, bias: Bool
    ) -> ReferenceConvolution {
        convolutionCount += 1
        return ReferenceConvolution(
            name: "convolution\(convolutionCount)", inputShape: shape,
            outputChannels: outputChannels, padding: padding, bias: bias)
    }

    private func makeNorm() -> ReferenceBatchNorm {
        let norm = ReferenceBatchNorm(name: "norm\(convolutionCount)", shape: shape)
        norms.append(norm)
        return norm
    }
}
