import Collectives
import Recognition
import RunRecords

extension TrainingRun {
    /// Brings the weights that `--init` names into a model that is as before the first step.
    ///
    /// - Returns: the SHA-256 of the other network's weights; an empty text without one.
    /// - Throws: on all ranks alike, `CheckpointError` when the checkpoint cannot be read,
    ///   `ConfigurationError` when it is of another network.
    func takeInitialWeights(into model: Model) throws -> String {
        guard let path = settings.initialWeights else { return "" }
        let digest = try group.agree {
            let (checkpoint, path) = try Checkpoint.read(fileOrRun: path)
            return try model.takeWeights(of: checkpoint, path: path)
        }
        _ = try group.requireEqual(
            RankFacts(
                [
                    RankFacts.Fact(
                        "the initial network \(path)", digest,
                        remedy: "put the checkpoint where all hosts see it")
                ], hostName: context.hostName))
        return digest
    }
}
