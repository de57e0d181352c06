import ConvNet
import Recognition

/// A moving average of the weights and of the running statistics over the steps (Polyak and
/// Juditsky, 1992, with exponential weights), which smooths out the noise of the last steps.
struct WeightAverage {
    /// A model of the averaged weights.
    let model: Model
    private let decay: Double

    /// - Parameter decay: the part that the average keeps at each step, 0 to below 1.
    init(of model: Model, decay: Double) {
        self.model = Model(copying: model)
        self.decay = decay
    }

    var buffers: [FloatBuffer] { [model.parameters, model.statistics] }

    /// Takes in the weights after a step.
    ///
    /// - Parameter stepNumber: 1 for the first step of the run. The first steps keep less, as the
    ///   weights are far from where they will be: min(decay, (1 + t) / (10 + t)), TensorFlow's rule.
    func add(_ latest: Model, stepNumber: Int) {
        let kept = min(decay, Double(1 + stepNumber) / Double(10 + stepNumber))
        let share = Float(1 - kept)
        for (mean, values) in zip(buffers, [latest.parameters, latest.statistics]) {
            mean.move(towards: values, by: share)
        }
    }
}
