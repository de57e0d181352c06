import Collectives
import ConvNet
import Images
import Recognition
import Supervision
import Training

extension Collective {
    /// The models of checkpoints or run folders, read by each rank.
    ///
    /// - Parameter options: all else that must be equal on all ranks.
    /// - Throws: on all ranks alike, what one of them met, or what differs between them: the program,
    ///   the options or the checkpoints' weights.
    func scoringModels(
        _ checkpoints: [String], kernels: KernelChoice, options: [RankFacts.Fact]
    ) throws -> (ensemble: Ensemble, models: [Model]) {
        // Before the checkpoints: ranks with more of them would meet more often.
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
    /// Says on standard error where the images contradict the training images' ink.
    ///
    /// - Parameter name: of the images, for the message.
    func warnOfInk(_ name: String) {
        guard let contradiction = inkDecision.contradiction else { return }
        printError(
            "warning: \(printable(name)): \(contradiction);"
                + " where that is wrong, pass --ink light or --ink dark")
    }
}
