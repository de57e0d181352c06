package import Collectives
package import Handwriting
import Recognition
import RunFolder

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
    package let isBinary: Bool
    package let badImageCount: Int
    package let dataDigest: String
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
    /// - Throws: on all ranks alike, what the folders or images are in want of.
    package init(
        _ source: DataSource, recipe: Recipe, operation: Operation, group: any Collective
    ) throws {
        let imageSource: ImageSource
        switch source {
        case .folders: imageSource = .files
        case .synthetic:
            imageSource = .synthetic(
                SyntheticLetters(
                    seed: recipe.seed, height: recipe.imageHeight, width: recipe.imageWidth))
        }
        let assignment = try WorkerAssignment(
            virtualWorkers: recipe.virtualWorkers, worldSize: group.worldSize)
        let workers = assignment.workers(of: group.rank)
        func plan(_ index: ImageIndex) -> ShardPlan {
            ShardPlan(
                entries: index.entries, validationFraction: recipe.validationFraction,
                seed: recipe.seed, virtualWorkers: recipe.virtualWorkers)
        }

        let found = try Self.findTraining(source, group: group)
        let training = try group.load(
            imageSource, found, height: recipe.imageHeight, width: recipe.imageWidth,
            ink: recipe.ink, badImages: operation.badImages
        ) { index in
            let plan = plan(index)
            let validation = group.share(of: plan.validation, on: operation.validateOn)
            return workers.map { plan.workerEntries[$0] } + [validation]
        }
        let test = try Self.findTest(source, classNames: training.index.classNames, group: group)
            .map { index in
                try group.load(
                    imageSource, index, height: recipe.imageHeight, width: recipe.imageWidth,
                    ink: recipe.ink, badImages: operation.badImages
                ) { [group.share(of: Array($0.entries.indices), on: .all)] }
            }

        index = training.index
        self.plan = plan(training.index)
        self.test = test?.index
        self.workers = workers
        shards = Array(training.stores.dropLast())
        validationImages = training.stores[training.stores.count - 1]
        testImages = test?.stores[0]
        stepCount = self.plan.stepCount(batchSize: recipe.batchSize)
        ink = training.ink
        isBinary = training.isBinary
        badImageCount = training.failures.count + (test?.failures.count ?? 0)
        manifest =
            group.isRoot
            ? Manifest(
                training: training.index, plan: self.plan, trainingDigests: training.digests,
                test: test?.index, testDigests: test?.digests ?? []) : nil
        let digest = manifest?.dataDigest
        dataDigest = String(
            decoding: try group.fromRoot(exitCode: ExitStatus.code) {
                Array(hexadecimal(digest ?? 0).utf8)
            }, as: UTF8.self)
    }

    private static func findTraining(
        _ source: DataSource, group: any Collective
    ) throws -> ImageIndex {
        switch source {
        case .folders(let training, _):
            try group.indexFromRoot { () throws(FolderError) in try .scan(training) }
        case .synthetic(let perClass, _):
            SyntheticLetters.index(samplesPerClass: perClass, firstSample: 0)
        }
    }

    private static func findTest(
        _ source: DataSource, classNames: [String], group: any Collective
    ) throws -> ImageIndex? {
        switch source {
        case .folders(_, nil): nil
        case .folders(_, let test?):
            try group.indexFromRoot { () throws(FolderError) in
                try .scan(test, trainingClasses: classNames).mapped(toClasses: classNames)
            }
        case .synthetic(_, let perClass):
            SyntheticLetters.index(
                samplesPerClass: perClass, firstSample: SyntheticLetters.firstTestSample)
        }
    }
}

extension Collective {
    /// This rank's part of some images: every `worldSize`-th one, or all of them on rank 0.
    fileprivate func share(of places: [Int], on where: ValidationPlace) -> [Int] {
        switch `where` {
        case .all: stride(from: rank, to: places.count, by: worldSize).map { places[$0] }
        case .root: isRoot ? places : []
        }
    }
}

/// 16 hexadecimal digits.
private func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
