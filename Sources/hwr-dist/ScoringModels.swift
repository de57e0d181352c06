import Collectives
import ConvNet
import Images
import Recognition
import Supervision
import Training

extension Collective {
    /// Reads the models of checkpoints or run folders on every rank, and checks that all ranks have
    /// read the same.
    ///
    /// - Parameter options: the other options that must be equal on all ranks.
    /// - Throws: on all ranks alike, the error of one of them, or what differs between them: the
    ///   program, the options or the checkpoints' weights.
    func scoringModels(
        _ checkpoints: [String], kernels: KernelChoice, options: [RankFacts.Fact]
    ) throws -> (ensemble: Ensemble, models: [Model]) {
        // Compared before anything is read: ranks with more checkpoints would make more collective
        // calls.
        _ = try requireEqual(
            RankFacts(
                RankFacts.program(buildID: ProcessFacts.buildID) + [
                    RankFacts.Fact(
                        "the list of checkpoints", "\(checkpoints)",
                        remedy: "give all ranks the same options")
                ] + options, hostName: hostName))
        let (ensemble, models) = try ensemble(checkpoints, kernels: kernels)
        _ = try requireEqual(
            RankFacts(
                [
                    RankFacts.Fact(
                        "the checkpoint", models.map(\.sha256).joined(separator: " "),
                        remedy: "put the run folder where all hosts see it")
                ], hostName: hostName))
        return (ensemble, models)
    }
}

extension SharedImages {
    /// Warns on standard error if the images seem to have another ink polarity than the training
    /// images.
    ///
    /// - Parameter name: what the message calls the images.
    func warnOfInk(_ name: String) {
        guard let contradiction = inkDecision.contradiction else { return }
        printError(
            "warning: \(printable(name)): \(contradiction);"
                + " where that is wrong, pass --ink light or --ink dark")
    }
}
