package import Collectives
package import Datasets
package import Images
package import Recognition
package import RunRecords

/// This rank's images of a run, decoded once: the shards of its workers and its part of validation
/// and test.
package struct TrainingData {
    /// The training folder; equal on all ranks, as is all that is not said to be this rank's.
    package let index: ImageIndex
    /// The names that a file gives to the classes, in their order; empty without one.
    let shownNames: [String]
    package let plan: ShardPlan
    package let validation: ValidationImages
    /// The validation folder; nil where images of the training folder validate.
    package let validationFolder: ImageIndex?
    package let test: ImageIndex?
    package let stepCount: Int
    /// `ClassWeighting.weights` of all images that train.
    let classWeights: [Double]
    package let ink: Ink
    /// Nil without a validation folder.
    let validationInkDecision: InkDecision?
    /// Nil without a test folder.
    package let testInkDecision: InkDecision?
    package let isBinary: Bool
    /// Images that cannot be read and were left out, by folder.
    package let leftOut: [BadImages]
    /// What is odd about the images of all folders, and which folders are not used.
    let imageWarnings: [String]
    package let dataDigest: String
    /// Empty without a validation folder.
    package let validationDigest: String
    /// Nil unless groups validate.
    package let groupsDigest: String?
    /// On rank 0 only.
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

    /// Where in the index the images of `ownShards` stand, one after the other.
    var ownTrainingPlaces: [Int] { workers.flatMap { plan.workerEntries[$0] } }

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
        stepCount = plan.stepCount(batchSize: description.schedule.batchSize)
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
