import ConvNet
import Recognition

/// An exponential moving average (EMA) of the weights and of the running statistics over the steps
/// (after Polyak and Juditsky, 1992), which smooths out the noise of the last steps.
struct WeightAverage {
    /// A model with the averaged weights.
    let model: Model
    private let decay: Double

    /// - Parameter decay: the fraction of the average that each step keeps, 0 to below 1: 0.999
    ///   averages over about the last 1,000 steps.
    init(of model: Model, decay: Double) {
        self.model = Model(copying: model)
        self.decay = decay
    }

    var buffers: [FloatBuffer] { [model.parameters, model.statistics] }

    /// Moves the average towards the weights after a step: average += (1 - decay) · (latest -
    /// average).
    ///
    /// The first steps t use the lower decay (1 + t) / (10 + t), so that the random initial weights
    /// are soon forgotten (as TensorFlow's ExponentialMovingAverage does with `num_updates`).
    ///
    /// - Parameter stepNumber: t, 1 for the first step of the run.
    func update(with latest: Model, stepNumber: Int) {
        let warmupDecay = Double(1 + stepNumber) / Double(10 + stepNumber)
        let fraction = Float(1 - min(decay, warmupDecay))
        for (mean, values) in zip(buffers, [latest.parameters, latest.statistics]) {
            mean.move(towards: values, by: fraction)
        }
    }
}
