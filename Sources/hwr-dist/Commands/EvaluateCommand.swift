import ArgumentParser
import Augmentation
import Collectives
import ConvNet
import Datasets
import Evaluation
import Failures
import Files
import MessagePassing
import Recognition
import RunRecords
import Supervision

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Score labelled images with a trained network.",
        discussion: """
            Examples:
              hwr-dist evaluate runs/latest --data DIR
              mpirun -np 8 hwr-dist evaluate runs/a runs/b --data DIR

            The numbers are the same on any number of ranks. The probabilities of several networks \
            are averaged.
            """)

    @Argument(
        help: ArgumentHelp(
            "Checkpoints (*.safetensors) or run folders.",
            valueName: "checkpoint"))
    var checkpoints: [String]

    @Option(
        help: ArgumentHelp(
            "The labelled images; in a folder with folders train* and test*, those of test*.",
            valueName: "folder"))
    var data: String

    @OptionGroup var inkOptions: InkOptions

    @Option(
        help: ArgumentHelp(
            "For images that cannot be read: stop, or leave them out.", valueName: "policy"))
    var badImages = BadImagePolicy.fail

    @Option(
        help: ArgumentHelp(
            "Write the prediction for each image, for hwr-dist compare.",
            valueName: "file.csv"))
    var predictions: String?

    @OptionGroup var scoring: ScoringOptions
    @Flag(help: "Find the temperature with the lowest cross-entropy on these images.")
    var fitTemperature = false

    @OptionGroup var arithmetic: KernelOptions
    @OptionGroup var classNames: ClassNameOptions

    @OptionGroup var stops: StopOptions
    @OptionGroup var watch: WatchOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        try requireFile(predictions, for: "--predictions")
    }

    func run() throws {
        let code = runRanks(stops: stops, watch: watch) { world in
            OwnPlace.enter(.loading)
            try world.agree {
                if let predictions, world.isRoot {
                    try AtomicFile.requireFolder(of: predictions)
                }
            }
            let (ensemble, models) = try world.scoringModels(
                checkpoints, kernels: arithmetic.kernels, options: OptionValues(of: self).facts)
            let shownNames = try world.shownNames(of: ensemble, file: classNames.file)
            let index = try world.indexFromRoot(badImages: badImages) { () throws(FolderError) in
                let folders = try DataFolders.evaluated(data)
                return try .scan(
                    folders.images, for: .test, trainingClasses: ensemble.classNames,
                    otherFolders: [folders.training].compactMap(\.self),
                    onEntry: { OwnPlace.countImages(1) }
                ).mapped(toClasses: ensemble.classNames)
            }
            let images = try world.load(
                .files, index, height: models[0].network.inputShape.height,
                width: models[0].network.inputShape.width, ink: inkOptions.ink,
                trainingInk: ensemble.trainingInk, badImages: badImages,
                countImages: OwnPlace.countImages, plan: { Array($0.entries.indices) },
                parts: { [world.share(of: $0)] }
            ).images
            if world.isRoot { warn(of: images) }
            let pass = ScoringPass(
                models: models, method: scoring.method,
                labelSmoothing: ensemble.labelSmoothing,
                stopRequested: { StopSignals.received != nil }, countImages: OwnPlace.countImages)
            OwnPlace.enter(.scoring)
            do {
                var found: [SamplePrediction] = []
                var calibration = CalibrationTally()
                var coverage = CoverageTally()
                var kept = KeptScores(
                    memberCount: pass.memberCount, classCount: ensemble.classNames.count)
                let tally = try pass.score(
                    images.stores, of: images.index.entries.count, over: world
                ) { sample in
                    if predictions != nil { found.append(SamplePrediction(sample)) }
                    if fitTemperature { kept.add(sample) }
                    calibration.add(sample)
                    coverage.add(sample)
                }
                let result = EvaluationResult(
                    metrics: ClassificationMetrics(tally: tally, labels: ensemble.classNames)
                        .named(shownNames),
                    confusion: tally.confusion, method: scoring.method, modelCount: models.count,
                    calibration: try world.sum(calibration), coverage: try world.sum(coverage),
                    fit: fitTemperature ? try TemperatureFit(of: kept, over: world) : nil)
                try writePredictions(found, of: images.index, over: world)
                if world.isRoot {
                    note(result.metrics, ensemble, images)
                    try show(result)
                }
                return .done
            } catch let stop as StopRequested {
                if world.isRoot { printError("\(stop)") }
                return .stopped
            }
        }
        throw ExitCode(code)
    }

    private func writePredictions(
        _ own: [SamplePrediction], of index: ImageIndex, over world: Communicator
    ) throws {
        guard let predictions else { return }
        let table = try world.predictionTable(
            own, at: world.share(of: Array(index.entries.indices)), set: "test", of: index)
        try world.agree { try table?.write(to: predictions) }
    }

    /// Adds the look at the images to the ledger of the first model's run; a failure is told and
    /// fails nothing.
    private func note(
        _ metrics: ClassificationMetrics, _ ensemble: Ensemble, _ images: SharedImages
    ) {
        guard let ledger = TestLedger(of: checkpoints[0]) else { return }
        do {
            let manifest = Manifest(test: images.index, digests: images.digests)
            try ledger.append(
                TestLedger.Entry(
                    buildID: ProcessFacts.buildID, description: ensemble.firstDescription,
                    testDigest: manifest.testDigest, imageCount: metrics.count,
                    correctCount: metrics.correct, modelCount: checkpoints.count,
                    viewCount: scoring.method.views.count))
        } catch {
            printError("warning: the test ledger lacks this evaluation: \(printable(error))")
        }
    }

    private func warn(of images: SharedImages) {
        let index = images.index
        if index.skipped.total > 0 { printError("skipped: \(printable(index.skipped))") }
        if !images.leftOut.failures.isEmpty {
            printError("warning: left out, as requested: \(printable(images.leftOut))")
        }
        let texts =
            index.warningTexts + images.warnings(of: "test")
            + [index.absentClasses].compactMap { $0?.description }
        for text in texts { printError("warning: \(printable(text))") }
        images.warnOfInk(index.folder)
    }

    private func show(_ result: EvaluationResult) throws {
        if json {
            try StandardOutput.write(String(decoding: try JSONFile.line(result), as: UTF8.self))
        } else {
            try StandardOutput.write(
                result.text(isColoured: Terminal.hasColoredOutput), terminator: "")
        }
    }
}
