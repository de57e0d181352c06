import ArgumentParser
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
import SyntheticLetters
import Training

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Recognise the letters in images.",
        discussion: """
            Examples:
              hwr-dist predict runs/latest letter.png FOLDER
              find scans -name '*.png' | mpirun -np 8 hwr-dist predict runs/latest --from -

            The output is the same on any number of ranks, in the order in which the images were \
            named. Images that cannot be used are named on standard error; the others are \
            recognised, and the exit code is 65.
            """)

    @Argument(help: "A checkpoint (*.safetensors) or a run folder.")
    var checkpoint: String

    @Argument(
        help: "PNG images of one letter each, and folders that hold such images at any depth.")
    var images: [String] = []

    @Option(
        help: ArgumentHelp(
            "Also read a list of images and folders, one per line; - is standard input.",
            valueName: "file"))
    var from: String?

    @Option(
        name: .customLong("with"), parsing: .singleValue,
        help: ArgumentHelp(
            "Average the probabilities with those of this model; may be repeated.",
            valueName: "model"))
    var others: [String] = []

    @OptionGroup var inkOptions: InkOptions
    @OptionGroup var scoring: ScoringOptions
    @OptionGroup var arithmetic: KernelOptions
    @OptionGroup var classNames: ClassNameOptions
    @OptionGroup var stops: StopOptions
    @OptionGroup var watch: WatchOptions

    @Flag(help: "Print one JSON line per image.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Also write the three likeliest classes of each image.", valueName: "file.csv"))
    var csv: String?

    @Option(
        help: ArgumentHelp(
            "Mark images as rejected whose highest probability is lower than this.",
            valueName: "probability"))
    var reject: Double?

    func validate() throws {
        guard reject.map((0...1).contains) ?? true else {
            throw ValidationError("--reject takes a number from 0 to 1")
        }
        guard !images.isEmpty || from != nil else {
            throw ValidationError("name images or folders, or a list of them with --from FILE")
        }
        try requireFile(csv, for: "--csv")
    }

    func run() throws {
        // Before MPI starts and signals are caught: to wait for the writer of a pipe is no stall, and
        // an interrupt ends it.
        let list =
            Launch.speaks ? from.map { path in Result { try ImageList.bytes(of: path) } } : nil
        try runRanksOrAlone(stops: stops, watch: watch) { group in
            OwnPlace.enter(.loading)
            try group.agree {
                if let csv, group.isRoot { try AtomicFile.requireFolder(of: csv) }
            }
            let (ensemble, models) = try group.scoringModels(
                [checkpoint] + others, kernels: arithmetic.kernels,
                options: OptionValues(of: self).facts + [
                    RankFacts.Fact(
                        "the list of images", "\(images)", remedy: "give all ranks the same images")
                ])
            let shownNames = try group.shownNames(of: ensemble, file: classNames.file)
            var request = ImageRequest(onEntry: { OwnPlace.countImages(1) })
            let index = try group.indexFromRoot(badImages: .skip) {
                for path in images { request.add(path) }
                if let list, let from { request.add(list: try list.get(), named: from) }
                try requireSomething(request)
                return request.index(classNames: ensemble.classNames)
            }
            let loaded = try load(index, for: models[0], of: ensemble, over: group)
            let failureCount = try report(request, loaded.failures, over: group)

            OwnPlace.enter(.scoring)
            var recognised: [RecognisedImage] = []
            do {
                if let images = loaded.images {
                    if group.isRoot { warn(of: images) }
                    recognised = try recognise(
                        images, models,
                        displayNames: shownNames.isEmpty
                            ? ArabicLetters.displayNames(for: ensemble.classNames) : shownNames,
                        over: group)
                }
            } catch let stop as StopRequested {
                if group.isRoot { printError("\(stop)") }
                return .stopped
            }
            // A table that cannot be written must not cost what is printed, and the other way round.
            let written = Result {
                if group.isRoot {
                    try writeTable(of: recognised, hasNames: !shownNames.isEmpty)
                }
            }
            let shown = Result { try show(recognised) }
            try group.agree { try written.get() }
            try shown.get()
            if group.isRoot { tellRejected(recognised) }
            guard failureCount > 0 else { return .done }
            if group.isRoot {
                printError(
                    "error: \(failureCount) of \(recognised.count + failureCount) images could"
                        + " not be recognised; they are named above")
            }
            return .badData
        }
    }

    private func warn(of images: SharedImages) {
        if let warning = images.tally.contrastWarning(of: "given") {
            printError("warning: \(printable(warning))")
        }
        images.warnOfInk("the given images")
    }

    /// Writes what `--csv` names.
    private func writeTable(of recognised: [RecognisedImage], hasNames: Bool) throws {
        guard let csv else { return }
        let table = RecognitionTable(
            rows: recognised.map { $0.row(hasNames: hasNames) }, hasNames: hasNames,
            rejects: reject != nil)
        try AtomicFile.replace(csv, bytes: Array(table.csv.utf8))
    }

    /// Says how many images `--reject` has marked, in one line.
    private func tellRejected(_ recognised: [RecognisedImage]) {
        guard let reject else { return }
        let count = recognised.count { $0.rejected == true }
        printError(
            "rejected: \(count) of \(recognised.count) images, whose highest probability is below"
                + " \(reject)")
    }

    private func requireSomething(_ request: ImageRequest) throws(FolderError) {
        guard request.paths.isEmpty, request.failures.isEmpty, let from else { return }
        throw FolderError(
            .noInput, path: from == ImageList.standardInput ? "standard input" : from,
            what: "it names no images", remedy: "write one path a line")
    }

    /// This rank's share of the images that can be read, nil when there are none, and the others.
    private func load(
        _ index: ImageIndex, for model: Model, of ensemble: Ensemble, over group: any Collective
    ) throws -> (images: SharedImages?, failures: [ImageFailure]) {
        guard !index.entries.isEmpty else { return (nil, []) }
        let shape = model.network.inputShape
        do {
            let images = try group.load(
                .files, index, height: shape.height, width: shape.width, ink: inkOptions.ink,
                trainingInk: ensemble.trainingInk, badImages: .skip,
                countImages: OwnPlace.countImages, plan: { Array($0.entries.indices) },
                parts: { [group.share(of: $0)] }
            ).images
            return (images, images.leftOut.failures)
        } catch let error as BadImagesError {
            return (nil, error.folders.flatMap(\.failures))
        }
    }

    /// Says on rank 0 what was passed over and what cannot be used.
    ///
    /// - Returns: on all ranks, of how many files, folders and lines that is said.
    private func report(
        _ request: ImageRequest, _ failures: [ImageFailure], over group: any Collective
    ) throws -> Int {
        for (folder, skipped) in request.skipped {
            printError(printable("skipped in \(folder): \(skipped)"))
        }
        for failure in request.failures { printError(printable("error: \(failure)")) }
        if group.isRoot {
            for failure in failures {
                printError(printable("error: \(failure)"))
            }
        }
        return try group.combine(request.failures.count, by: .sum) + failures.count
    }

    /// What all ranks found, in the order of the index, on rank 0; nothing on other ranks.
    ///
    /// - Parameter displayNames: of the classes, in their order.
    private func recognise(
        _ images: SharedImages, _ models: [Model], displayNames: [String],
        over group: any Collective
    ) throws -> [RecognisedImage] {
        let entries = images.index.entries
        let classNames = images.index.classNames
        let perImage = min(RecognitionTable.classesPerImage, classNames.count)
        let pass = ScoringPass(
            models: models, method: scoring.method, labelSmoothing: 0,
            stopRequested: { StopSignals.received != nil }, countImages: OwnPlace.countImages)
        var found: [SamplePrediction] = []
        _ = try pass.score(images.stores, of: entries.count, over: group) { sample in
            found += sample.likeliest(perImage)
        }
        let gathered = try group.gatherInOrder(
            found, perImage: perImage, at: group.share(of: Array(entries.indices)))
        return (gathered ?? []).map { place, predictions in
            RecognisedImage(
                image: entries[place].path,
                letters: predictions.map {
                    RecognisedImage.Letter(
                        className: classNames[$0.predicted],
                        displayName: displayNames[$0.predicted], probability: $0.probability)
                }, rejectingBelow: reject)
        }
    }

    /// Prints in pieces: a call of the system for each image would cost more than the image.
    private func show(_ recognised: [RecognisedImage]) throws {
        var piece = ""
        for image in recognised {
            piece += json ? String(decoding: try JSONFile.line(image), as: UTF8.self) : image.text
            piece += "\n"
            if piece.utf8.count >= Self.pieceByteCount {
                try StandardOutput.write(piece, terminator: "")
                piece = ""
            }
        }
        if !piece.isEmpty { try StandardOutput.write(piece, terminator: "") }
    }

    private static let pieceByteCount = 1 << 16
}
