package import Collectives
package import Datasets
import Files
package import Images
package import Recognition
package import RunRecords

/// This rank's images of a run, decoded once: the shards of its workers and its part of validation
/// and test.
package struct TrainingData {
    /// The training folder; equal on all ranks, as is all that is not said to be this rank's.
    package let index: ImageIndex
    package let plan: ShardPlan
    package let test: ImageIndex?
    package let stepCount: Int
    /// `ClassWeighting.weights` of all images that train.
    let classWeights: [Double]
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
    /// - Throws: on all ranks alike, what is missing from the folders or wrong with the images.
    package init(
        _ source: DataSource, description: RunDescription, settings: RunSettings,
        group: any Collective,
        countImages: @escaping (_ count: Int) -> Void = { _ in }
    ) throws {
        let assignment = try WorkerAssignment(
            virtualWorkers: description.schedule.virtualWorkers, layout: group.layout)
        let workers = assignment.workers(of: group.rank)
        // Rank 0 lists folders for all ranks, so that all see the same files.
        func list(_ scan: () throws -> ImageIndex) throws -> ImageIndex {
            source.isEqualEverywhere
                ? try scan() : try group.indexFromRoot(badImages: settings.badImages, scan)
        }
        let found = try list { try source.trainingIndex(onEntry: { countImages(1) }) }
        let carving = try Self.carving(description, settings, found, group: group)
        let foundTest =
            source.hasTest
            ? try list { try source.testIndex(for: found, onEntry: { countImages(1) }) } : nil

        let images = source.images(
            seed: description.seed, height: description.data.imageHeight,
            width: description.data.imageWidth)
        func load<Plan>(
            _ index: ImageIndex, trainingInk: Ink?, plan: (ImageIndex) -> Plan,
            parts: (Plan) -> [[Int]]
        ) -> Result<(images: SharedImages, plan: Plan), any Error> {
            Result {
                try group.load(
                    images, index, height: description.data.imageHeight,
                    width: description.data.imageWidth, ink: description.data.ink,
                    trainingInk: trainingInk, badImages: settings.badImages,
                    countImages: countImages, plan: plan, parts: parts)
            }
        }
        let loadedTraining = load(found, trainingInk: nil) { index in
            ShardPlan(
                entries: index.entries, carving: carving,
                virtualWorkers: description.schedule.virtualWorkers)
        } parts: { plan in
            workers.map { plan.workerEntries[$0] }
                + [group.share(of: plan.validation, on: settings.validateOn)]
        }
        // Of a training folder that cannot be used the ink does not matter: the run ends.
        let trainingInk = (try? loadedTraining.get())?.images.inkDecision.ink
        let loadedTest = foundTest.map { index in
            load(index, trainingInk: trainingInk) {
                Array($0.entries.indices)
            } parts: {
                [group.share(of: $0)]
            }
        }
        try Self.requireReadable(
            loadedTraining.map(\.images), loadedTest.map { $0.map(\.images) })
        let (training, plan) = try loadedTraining.get()
        let test = try loadedTest?.get().images

        try Self.requireEnough(training.index, for: carving)
        index = training.index
        groupsDigest = carving.groups?.digest(of: training.index.entries)
        self.plan = plan
        self.test = test?.index
        self.workers = workers
        shards = Array(training.stores.dropLast())
        validationImages = training.stores[training.stores.count - 1]
        testImages = test?.stores[0]
        stepCount = plan.stepCount(batchSize: description.schedule.batchSize)
        classWeights = description.loss.classWeights.weights(
            imageCounts: training.index.classCounts(at: plan.workerEntries.joined()))
        ink = training.inkDecision.ink
        isBinary = training.isBinary
        testInkDecision = test?.inkDecision
        leftOut = [training.leftOut, test?.leftOut].compactMap { $0 }
            .filter { !$0.failures.isEmpty }
        imageWarnings = training.warnings(of: "training") + (test?.warnings(of: "test") ?? [])
        manifest =
            group.isRoot
            ? Manifest(
                training: training.index, plan: plan, trainingDigests: training.digests,
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
                let bytes = try InputFile.contents(
                    of: file, limit: SampleGroups.maximumByteCount)
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
