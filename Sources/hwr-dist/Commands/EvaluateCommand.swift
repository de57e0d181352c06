import ArgumentParser
import Collectives
import ConvNet
import Evaluation
import Handwriting
import MessagePassing
import Recognition
import RunFolder
import Training

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Score labelled images with a trained network.",
        discussion: "Alone or under mpirun; the numbers are the same on any number of ranks.")

    @Argument(help: "A checkpoint of a run, *.safetensors.")
    var checkpoint: String

    @Option(
        help: ArgumentHelp(
            "The labelled images; of a folder with a training and a test folder, the test folder.",
            valueName: "folder"))
    var data: String

    @Option(help: "Which pixels are ink.")
    var ink = Ink.auto

    @Option(help: "What to do about images that cannot be read.")
    var badImages = BadImagePolicy.fail

    @OptionGroup var arithmetic: KernelOptions

    @OptionGroup var stops: StopOptions
    @OptionGroup var watch: WatchOptions

    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let code = runRanks(stops: stops, watch: watch) { world in
            OwnPlace.enter(.loading)
            let stored = try world.agree(exitCode: ExitStatus.code) {
                try Checkpoint.read(checkpoint)
            }
            let precision = try world.agree(exitCode: ExitStatus.code) {
                try Model.precision(of: stored, path: checkpoint)
            }
            let kernels = try world.agreedKernels(arithmetic.kernels, for: precision)
            let model = try world.agree(exitCode: ExitStatus.code) {
                try Model(checkpoint: stored, path: checkpoint, kernels: kernels)
            }
            _ = try world.requireEqual(
                RankFacts(
                    RankFacts.program(buildID: ProcessFacts.buildID) + [
                        RankFacts.Fact(
                            "the checkpoint", "\(model.sha256)",
                            remedy: "put the run folder where all hosts see it"),
                        RankFacts.Fact(
                            "the options", "\(data) \(ink) \(badImages)",
                            remedy: "give all ranks the same options"),
                    ], hostName: world.hostName))
            let index = try world.indexFromRoot { () throws(FolderError) in
                let folder = try DataFolders.testFolder(of: data)
                return try .scan(
                    folder, trainingClasses: model.classNames,
                    onEntry: { OwnPlace.countImages(1) }
                ).mapped(toClasses: model.classNames)
            }
            let images = try world.load(
                .files, index, height: model.network.inputShape.height,
                width: model.network.inputShape.width, ink: ink, badImages: badImages,
                countImages: OwnPlace.countImages
            ) { index in
                [Array(stride(from: world.rank, to: index.entries.count, by: world.worldSize))]
            }
            if world.isRoot, !images.leftOut.failures.isEmpty {
                printError("left out, as asked: \(printable(images.leftOut))")
            }
            let scoring = ScoringPass(
                model: model, labelSmoothing: Float(stored.identity.labelSmoothing),
                stopRequested: { StopSignals.received != nil }, countImages: OwnPlace.countImages)
            OwnPlace.enter(.scoring)
            do {
                let tally = try scoring.score(
                    images.stores, of: images.index.entries.count, over: world)
                if world.isRoot {
                    let metrics = ClassificationMetrics(tally: tally, labels: model.classNames)
                    note(metrics, stored.identity, images)
                    try show(metrics, tally)
                }
                return .done
            } catch let stop as StopRequested {
                if world.isRoot { printError("\(stop)") }
                return .stopped
            }
        }
        throw ExitCode(code)
    }

    /// Adds the look at the images to the ledger of the checkpoint's run; a failure is told and fails
    /// nothing.
    private func note(
        _ metrics: ClassificationMetrics, _ identity: RunIdentity, _ images: SharedImages
    ) {
        guard let ledger = TestLedger(ofCheckpoint: checkpoint) else { return }
        do {
            let manifest = Manifest(test: images.index, digests: images.digests)
            try ledger.append(
                TestLedger.Entry(
                    buildID: ProcessFacts.buildID, identity: identity,
                    testDigest: manifest.testDigestText, imageCount: metrics.count,
                    correctCount: metrics.correct))
        } catch {
            printError("warning: the test ledger lacks this evaluation: \(printable(error))")
        }
    }

    private func show(_ metrics: ClassificationMetrics, _ tally: ScoreTally) throws {
        if output.json {
            print(String(decoding: try JSONFile.line(metrics), as: UTF8.self))
        } else {
            print(
                MetricsTable(
                    title: "test", metrics: metrics, confusion: tally.confusion,
                    isColoured: Terminal.hasColoredOutput
                ).text)
        }
    }
}
