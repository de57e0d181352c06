package import Collectives
package import Datasets
package import Images
package import Recognition
package import RunRecords

/// This rank's images of a run, decoded once: the shards of its virtual workers and its part of the
/// validation and test images.
package struct TrainingData {
    /// The images of the training folder. Identical on all ranks, like every property that is not
    /// documented as this rank's.
    package let index: ImageIndex
    /// The names of `--class-names`, in the order of the classes; empty without it.
    let shownNames: [String]
    package let plan: ShardPlan
    package let validation: ValidationImages
    /// The validation folder; nil if validation images are taken from the training folder.
    package let validationFolder: ImageIndex?
    /// Nil without a test folder.
    package let test: ImageIndex?
    package let stepsPerEpoch: Int
    /// The weight of each class in the loss, from the counts of all images that train; see
    /// `ClassWeighting.weights`.
    let classWeights: [Double]
    /// Whether the strokes of the training images are light or dark.
    package let ink: Ink
    /// Nil without a validation folder.
    let validationInkDecision: InkDecision?
    /// Nil without a test folder.
    package let testInkDecision: InkDecision?
    /// Whether all training pixels are black or white.
    package let isBinary: Bool
    /// Images that cannot be decoded and are not used, by folder.
    package let leftOut: [BadImages]
    /// Warnings about the pixels of all folders, and about folders that are not used.
    let imageWarnings: [String]
    package let dataDigest: String
    /// Empty without a validation folder.
    package let validationDigest: String
    /// Nil unless validation is split by groups.
    package let groupsDigest: String?
    /// Path, label, split, worker and digest of every image; on rank 0 only.
    package let manifest: Manifest?

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

    /// For each image of `ownShards` in order, its index among the entries of `index`.
    var ownTrainingPlaces: [Int] { workers.flatMap { plan.workerEntries[$0] } }

    /// The shuffled samples of each of this rank's workers in an epoch, from 0.
    func orders(epoch: Int, seed: UInt64) -> [EpochOrder] {
        shards.map {
            EpochOrder(keys: $0.keys, seed: seed, epoch: epoch, stepCount: stepsPerEpoch)
        }
    }

    /// Lists the images, splits off validation, deals the rest to the virtual workers, and decodes
    /// what this rank needs.
    ///
    /// - Parameter countImages: called with the number of images that were just found, or decoded:
    ///   a sign of progress for the watchdog.
    /// - Throws: on all ranks alike, what is missing from the folders or wrong with the images.
    package init(
        _ source: DataSource, description: RunDescription, settings: RunSettings,
        group: any Collective,
        countImages: @escaping (_ count: Int) -> Void = { _ in }
    ) throws {
        let assignment = try WorkerAssignment(
            virtualWorkers: description.schedule.virtualWorkers, layout: group.layout)
        let workers = assignment.workers(of: group.rank)
        let loaded = try FolderLoading(
            source: source, description: description, settings: settings, group: group,
            countImages: countImages
        ).load(workers: workers)
        let (training, plan) = (loaded.training, loaded.plan)
        let (validation, test) = (loaded.validation, loaded.test)
        shownNames = loaded.shownNames

        index = training.index
        groupsDigest = loaded.groupsDigest
        self.plan = plan
        validationFolder = validation?.index
        self.validation =
            validation.map {
                ValidationImages(
                    index: $0.index, places: Array($0.index.entries.indices), store: $0.stores[0])
            }
            ?? ValidationImages(
                index: training.index, places: plan.validation,
                store: training.stores[training.stores.count - 1])
        self.test = test?.index
        self.workers = workers
        shards = Array(training.stores.dropLast())
        testImages = test?.stores[0]
        stepsPerEpoch = plan.stepCount(batchSize: description.schedule.batchSize)
        classWeights = description.loss.classWeights.weights(
            imageCounts: training.index.classCounts(at: plan.workerEntries.joined()))
        ink = training.inkDecision.ink
        isBinary = training.isBinary
        validationInkDecision = validation?.inkDecision
        testInkDecision = test?.inkDecision
        leftOut = [training.leftOut, validation?.leftOut, test?.leftOut].compactMap(\.self)
            .filter { !$0.failures.isEmpty }
        imageWarnings =
            Self.unusedFolders(of: source) + training.warnings(of: "training")
            + (validation?.warnings(of: "validation") ?? []) + (test?.warnings(of: "test") ?? [])
        manifest =
            group.isRoot
            ? Manifest(
                training: training.index, plan: plan, trainingDigests: training.digests,
                validation: validation?.index, validationDigests: validation?.digests ?? [],
                test: test?.index, testDigests: test?.digests ?? []) : nil
        let digests = manifest.map { [$0.dataDigest, $0.validationDigest] } ?? []
        let agreed = try group.fromRoot { digests }
        (dataDigest, validationDigest) = (agreed[0], agreed[1])
    }
}
