import ConvNet

/// The teachers of knowledge distillation: trained networks whose mean probabilities a student
/// network learns from.
///
/// They see the same augmented pixels as the student: "a good teacher is patient and consistent"
/// (Beyer et al., 2022: Knowledge distillation: A good teacher is patient and consistent, CVPR).
package final class Teachers {
    /// In the order in which the user named them.
    package let models: [Model]
    private let workspaces: [Workspace]
    private let probabilities: UnsafeMutablePointer<Double>
    private let targets: UnsafeMutablePointer<Float>
    private let classCount: Int
    private let softmax: SoftmaxCrossEntropy

    /// - Parameters:
    ///   - models: at least one; all with the same input size and the same classes.
    ///   - sampleCapacity: the maximum number of images of a micro-batch.
    package init(_ models: [Model], sampleCapacity: Int) {
        self.models = models
        classCount = models[0].network.classCount
        softmax = SoftmaxCrossEntropy(classCount: classCount, labelSmoothing: 0)
        workspaces = models.map { model in
            let workspace = Workspace(
                for: model.network, sampleCapacity: sampleCapacity, trains: false)
            model.network.pack(model.parameters.pointer, into: workspace)
            return workspace
        }
        probabilities = .allocate(capacity: classCount)
        probabilities.initialize(repeating: 0, count: classCount)
        targets = .allocate(capacity: sampleCapacity * classCount)
        targets.initialize(repeating: 0, count: sampleCapacity * classCount)
    }

    deinit {
        probabilities.deallocate()
        targets.deallocate()
    }

    /// The teachers' mean probabilities (count, classCount); valid until the next call. The result
    /// for a sample does not depend on the other samples or on its position.
    ///
    /// - Parameter input: images (count, height, width, 1) with pixels from 0 to 1.
    package func probabilities(
        of input: UnsafePointer<Float>, count: Int
    ) -> UnsafePointer<Float> {
        targets.update(repeating: 0, count: count * classCount)
        let share = Float(1 / Double(models.count))
        for (model, workspace) in zip(models, workspaces) {
            workspace.input.update(
                from: input, count: count * model.network.inputShape.elementCount)
            let scores = model.network.scores(
                sampleCount: count, in: workspace, parameters: model.parameters.pointer,
                statistics: model.statistics.pointer)
            for sample in 0..<count {
                let row = sample * classCount
                _ = softmax.evaluate(
                    scores: scores + row, label: 0, probabilities: probabilities)
                for k in 0..<classCount { targets[row + k] += share * Float(probabilities[k]) }
            }
        }
        return UnsafePointer(targets)
    }
}
