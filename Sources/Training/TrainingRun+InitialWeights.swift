import Collectives
import Recognition
import RunRecords

extension TrainingRun {
    /// Loads the weights that `--init` names into a freshly initialised model.
    ///
    /// Every rank reads the checkpoint itself, so the ranks then compare its digest: hosts could
    /// see different files under one path.
    ///
    /// - Returns: the SHA-256 of the weights; the empty string without `--init`.
    /// - Throws: on all ranks alike, `CheckpointError` when the checkpoint cannot be read,
    ///   `ConfigurationError` when it belongs to a network of another kind.
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
