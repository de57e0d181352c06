package import Collectives
package import Datasets
package import Images
package import Recognition
package import RunRecords
import SyntheticLetters

/// Where a run's images are.
package enum DataSource: Sendable, Equatable, CustomStringConvertible {
    /// Folders of images; `test` is nil for `--test none`.
    case folders(training: String, test: String?)
    /// The built-in letters, that many of each class.
    case synthetic(trainingPerClass: Int, testPerClass: Int)

    package var description: String {
        switch self {
        case .folders(let training, let test): "\(training) and \(test ?? "no test images")"
        case .synthetic(let training, let test):
            "\(training) and \(test) synthetic letters of each class"
        }
    }
}

/// This rank's images of a run, decoded once: the shards of its workers and its part of validation
/// and test.
package struct TrainingData {
    /// The training folder; equal on all ranks, as is all that is not said to be this rank's.
    package let index: ImageIndex
    package let plan: ShardPlan
    package let test: ImageIndex?
    package let stepCount: Int
    package let ink: Ink
    /// Nil without a test folder.
    package let testInkDecision: InkDecision?
    package let isBinary: Bool
    /// Images that cannot be read and were left out, by folder.
    package let leftOut: [BadImages]
    /// What is odd about the images of both folders.
    let imageWarnings: [String]
    package let dataDigest: String
    /// Nil unless groups validate.
    package let groupsDigest: String?
    /// On rank 0 only.
    package let manifest: Manifest?

    /// This rank's part of validation.
    package let validationImages: ImageStore
    /// This rank's part of the test images.
    package let testImages: ImageStore?
    private let workers: Range<Int>
    private let shards: [ImageStore]

    /// The shard of one of this rank's workers.
    package func shard(of worker: Int) -> ImageStore {
        shards[worker - workers.lowerBound]
    }

    /// This rank's workers in order, each with its shard.
    package var ownShards: [ImageStore] { shards }

    /// The order in which each of this rank's workers takes its samples.
    func orders(epoch: Int, seed: UInt64) -> [EpochOrder] {
        shards.map {
            EpochOrder(keys: $0.keys, seed: seed, epoch: epoch, stepCount: stepCount)
        }
    }

    /// Finds, deals and decodes the images.
    ///
    /// - Parameter countImages: is told of images as they are found, and as they are decoded.
    /// - Throws: on all ranks alike, what the folders or images are in want of.
    package init(
        _ source: DataSource, description: RunDescription, settings: RunSettings,
        group: any Collective,
        countImages: @escaping (_ count: Int) -> Void = { _ in }
    ) throws {
        let imageSource: ImageSource
        switch source {
        case .folders: imageSource = .files
        case .synthetic:
            imageSource = .synthetic(
                LetterRenderer(
                    seed: description.seed, height: description.data.imageHeight,
                    width: description.data.imageWidth))
        }
        let assignment = try WorkerAssignment(
            virtualWorkers: description.schedule.virtualWorkers, worldSize: group.worldSize)
        let workers = assignment.workers(of: group.rank)
        let found = try Self.findTraining(
            source, settings.badImages, group: group, onEntry: { countImages(1) })
        let carving = try Self.carving(description, settings, found, group: group)
        func plan(_ index: ImageIndex) -> ShardPlan {
            ShardPlan(
                entries: index.entries, carving: carving,
                virtualWorkers: description.schedule.virtualWorkers)
        }

        let foundTest = try Self.findTest(
            source, training: found, settings.badImages, group: group,
            onEntry: { countImages(1) })
        func load(
            _ index: ImageIndex, trainingInk: Ink?, parts: (ImageIndex) -> [[Int]]
        ) -> Result<SharedImages, any Error> {
            Result {
                try group.load(
                    imageSource, index, height: description.data.imageHeight,
                    width: description.data.imageWidth,
                    ink: description.data.ink, trainingInk: trainingInk,
                    badImages: settings.badImages,
                    countImages: countImages, parts: parts)
            }
        }
        let loadedTraining = load(found, trainingInk: nil) { index in
            let plan = plan(index)
            let validation = group.share(of: plan.validation, on: settings.validateOn)
            return workers.map { plan.workerEntries[$0] } + [validation]
        }
        // Of a training folder that cannot be used the ink does not matter: the run ends.
        let trainingInk = (try? loadedTraining.get())?.inkDecision.ink
        let loadedTest = foundTest.map { index in
            load(index, trainingInk: trainingInk) {
                [group.share(of: Array($0.entries.indices), on: .all)]
            }
        }
        try Self.requireReadable(loadedTraining, loadedTest)
        let training = try loadedTraining.get()
        let test = try loadedTest?.get()

        try Self.requireEnough(training.index, for: carving)
        index = training.index
        groupsDigest = carving.groups?.digest(of: training.index.entries)
        self.plan = plan(training.index)
        self.test = test?.index
        self.workers = workers
        shards = Array(training.stores.dropLast())
        validationImages = training.stores[training.stores.count - 1]
        testImages = test?.stores[0]
        stepCount = self.plan.stepCount(batchSize: description.schedule.batchSize)
        ink = training.inkDecision.ink
        isBinary = training.isBinary
        testInkDecision = test?.inkDecision
        leftOut = [training.leftOut, test?.leftOut].compactMap { $0 }
            .filter { !$0.failures.isEmpty }
        imageWarnings = training.warnings(of: "training") + (test?.warnings(of: "test") ?? [])
        manifest =
            group.isRoot
            ? Manifest(
                training: training.index, plan: self.plan, trainingDigests: training.digests,
                test: test?.index, testDigests: test?.digests ?? []) : nil
        let digest = manifest?.dataDigest ?? ""
        dataDigest = try group.fromRoot { digest }
    }

    /// Lists the bad images of both folders at once, so that one look is enough to repair them.
    ///
    /// - Throws: `BadImagesError`, also when what is left has images of one class only.
    private static func requireReadable(
        _ training: Result<SharedImages, any Error>, _ test: Result<SharedImages, any Error>?
    ) throws {
        let errors = [training, test].compactMap { result -> BadImagesError? in
            guard case .failure(let error) = result else { return nil }
            return error as? BadImagesError
        }
        guard errors.isEmpty else { throw BadImagesError(errors.flatMap(\.folders)) }
        let left = try training.get()
        guard left.index.classCounts.count(where: { $0 > 0 }) > 1 else {
            throw BadImagesError([left.leftOut])
        }
    }

    private static func findTraining(
        _ source: DataSource, _ badImages: BadImagePolicy, group: any Collective,
        onEntry: @escaping () -> Void
    ) throws -> ImageIndex {
        switch source {
        case .folders(let training, let test):
            try group.indexFromRoot(badImages: badImages) { () throws(FolderError) in
                try .scan(training, otherFolder: test, onEntry: onEntry)
            }
        case .synthetic(let perClass, _):
            LetterRenderer.index(samplesPerClass: perClass, firstSample: 0)
        }
    }

    /// How validation is carved, with the groups that rank 0 has read.
    private static func carving(
        _ description: RunDescription, _ settings: RunSettings, _ index: ImageIndex,
        group: any Collective
    ) throws -> ValidationCarving {
        var carving = ValidationCarving(
            fraction: description.validation.fraction, fold: description.validation.fold,
            seed: description.seed)
        if description.validation.split == .group {
            guard let file = settings.groupsFile else {
                throw ConfigurationError(
                    "--validation-split group needs a file of groups", remedy: "pass --groups FILE")
            }
            let bytes = try group.fromRoot(rows: {
                let bytes = try SampleGroups.bytes(of: file)
                _ = try SampleGroups(csv: bytes, file: file, index: index)
                return bytes
            })
            carving.groups = try SampleGroups(csv: bytes, file: file, index: index)
        }
        try requireEnough(index, for: carving)
        return carving
    }

    private static func requireEnough(
        _ index: ImageIndex, for carving: ValidationCarving
    ) throws(ConfigurationError) {
        guard let shortage = carving.shortage(in: index.entries) else { return }
        throw ConfigurationError(
            shortage, remedy: "pass fewer --folds, or more groups or images")
    }

    private static func findTest(
        _ source: DataSource, training: ImageIndex, _ badImages: BadImagePolicy,
        group: any Collective, onEntry: @escaping () -> Void
    ) throws -> ImageIndex? {
        switch source {
        case .folders(_, nil): nil
        case .folders(let trainingFolder, let test?):
            try group.indexFromRoot(badImages: badImages) { () throws(FolderError) in
                try .scan(
                    test, trainingClasses: training.classNames, otherFolder: trainingFolder,
                    onEntry: onEntry
                ).mapped(toClasses: training.classNames, of: training)
            }
        case .synthetic(_, let perClass):
            LetterRenderer.index(
                samplesPerClass: perClass, firstSample: LetterRenderer.firstTestSample)
        }
    }
}

extension Collective {
    /// This rank's part of some images: its share, or all of them on rank 0.
    func share(of places: [Int], on where: ValidationPlace) -> [Int] {
        switch `where` {
        case .all: share(of: places)
        case .root: isRoot ? places : []
        }
    }
}
