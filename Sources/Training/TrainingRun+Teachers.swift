import Collectives
import ConvNet
import Datasets
import Images
import Recognition
import RunRecords

extension TrainingRun {
    /// The teachers that `--teacher` names; nil without any.
    ///
    /// - Throws: on all ranks alike, `CheckpointError` when one cannot be read,
    ///   `ConfigurationError` when its classes, image size or ink polarity are not those of this
    ///   run.
    func loadTeachers(_ data: TrainingData) throws -> Teachers? {
        guard !settings.teachers.isEmpty else { return nil }
        let models = try settings.teachers.map { teacher in
            let (checkpoint, path) = try group.agree {
                let (checkpoint, path) = try Checkpoint.read(fileOrRun: teacher)
                try requireFit(checkpoint.description.data, of: path, to: data)
                return (checkpoint, path)
            }
            let kernels = try group.agreedKernels(
                description.arithmetic.kernels, for: checkpoint.description.arithmetic.precision)
            return try group.agree {
                try Model(checkpoint: checkpoint, path: path, kernels: kernels)
            }
        }
        _ = try group.requireEqual(
            RankFacts(
                zip(settings.teachers, models).map { path, model in
                    RankFacts.Fact(
                        "the teacher \(path)", model.sha256,
                        remedy: "put the teachers where all hosts see them")
                }, hostName: context.hostName))
        return Teachers(models, sampleCapacity: description.schedule.microBatchSize)
    }

    /// A teacher sees the images of this run, so they must be what it was trained on.
    private func requireFit(
        _ teacher: DataDescription, of path: String, to data: TrainingData
    ) throws(ConfigurationError) {
        func require<Value: Equatable>(_ what: String, _ theirs: Value, _ ours: Value)
            throws(ConfigurationError)
        {
            guard theirs != ours else { return }
            throw ConfigurationError(
                "the teacher \(path) was trained with \(what) \(theirs), and this run has"
                    + " \(ours)",
                remedy: "choose a teacher of the same classes, image size and ink")
        }
        try require("the classes", teacher.classNames, data.index.classNames)
        try require("the image height", teacher.imageHeight, description.data.imageHeight)
        try require("the image width", teacher.imageWidth, description.data.imageWidth)
        try require("the ink polarity", teacher.ink, data.ink)
    }
}
