import Augmentation
package import Collectives
package import ConvNet
package import Datasets
import Evaluation
import Failures
import Images
import Recognition
import RunRecords
import TextFormats
import Training

/// Times what happens to an image before the network sees it (reading, augmentation,
/// normalisation), in turn with training steps of the compact network, which these stages must keep
/// up with.
package struct DataBenchmark {
    let index: ImageIndex
    let source: String
    let kernels: KernelSet
    let seconds: Double

    private static let description = RunDescription()
    private static let filesPerRound = 256
    /// Few enough to stay in the page cache: with more, the disk would be timed instead of the
    /// decoder.
    private static let mostFiles = 2048
    private static let fewestRounds = 3

    /// - Parameters:
    ///   - index: the files to read.
    ///   - source: a description of the files, which the result repeats.
    ///   - seconds: how long to measure, at least; three rounds are always made.
    package init(index: ImageIndex, source: String, kernels: KernelSet, seconds: Double) {
        self.index = index
        self.source = source
        self.kernels = kernels
        self.seconds = seconds
    }

    /// Times one round of each stage after every training step.
    ///
    /// - Parameter group: a world of one rank.
    /// - Throws: `FolderError` when none of the files can be read.
    package func run(in group: any Collective) throws -> DataBenchmarkResult {
        let (entries, store) = try readable()
        let trainer = try StepBenchmark(
            preset: .compact, batchSize: Self.description.schedule.batchSize,
            virtualWorkers: Self.description.schedule.virtualWorkers, seconds: seconds,
            precision: Self.description.arithmetic.precision,
            exchange: Self.description.arithmetic.exchange, kernels: kernels
        ).makeTrainer(in: group, context: .silent)

        let filesPerRound = min(Self.filesPerRound, entries.count)
        var times = (load: [Double](), render: [Double](), normalise: [Double](), step: [Double]())
        var next = 0
        let start = ContinuousClock.now
        // The first step is slower than all others and does not count.
        var isFirstStep = true
        try trainer.train { step in
            if !isFirstStep {
                times.step.append(
                    step.times.seconds / Double(Self.description.schedule.batchSize))
            }
            isFirstStep = false
            guard times.step.count < Self.fewestRounds || secondsSince(start) < seconds else {
                return false
            }
            if next + filesPerRound > entries.count { next = 0 }
            let files = Array(entries[next..<next + filesPerRound])
            next += filesPerRound
            times.load.append(
                Self.seconds {
                    _ = ImageStore.load(
                        folder: index.folder, entries: files, height: store.height,
                        width: store.width)
                } / Double(filesPerRound))
            times.render.append(render(store, epoch: times.render.count, with: Self.augmentation))
            times.normalise.append(render(store, epoch: 0, with: .none))
            return true
        } endEpoch: {
            // Repeats the epoch for as long as is measured.
            trainer.position.stepInEpoch = 0
        }

        let step = SampleStatistics.median(of: times.step)
        func stage(_ secondsPerImage: [Double]) -> DataBenchmarkResult.Stage {
            DataBenchmarkResult.Stage(
                secondsPerImage: SampleStatistics.median(of: secondsPerImage), stepSeconds: step)
        }
        return DataBenchmarkResult(
            source: source, fileCount: entries.count,
            unreadableCount: min(index.entries.count, Self.mostFiles) - entries.count,
            meanSourcePixels: try meanSourcePixels(entries), height: store.height,
            width: store.width, kernelSet: kernels.name,
            batchSize: Self.description.schedule.batchSize,
            rounds: times.step.count, load: stage(times.load), augmentation: stage(times.render),
            normalisation: stage(times.normalise), step: stage(times.step))
    }

    private static var augmentation: AugmentationSettings { description.augmentation }

    /// The files to read, spread evenly over the folder, and their images. Reading them here also
    /// puts them into the page cache.
    private func readable() throws(FolderError) -> ([ImageIndex.Entry], ImageStore) {
        let count = min(index.entries.count, Self.mostFiles)
        let chosen = (0..<count).map { index.entries[$0 * index.entries.count / count] }
        let loaded = ImageStore.load(
            folder: index.folder, entries: chosen, height: Self.description.data.imageHeight,
            width: Self.description.data.imageWidth)
        guard loaded.store.count > 0 else {
            throw FolderError(
                .badData, path: index.folder,
                what: "none of \(count) images can be read, such as "
                    + (loaded.failures.first.map { "\($0.path): \($0.reason)" } ?? "none"),
                remedy: "name a folder of PNG files with --data")
        }
        let bad = Set(loaded.failures.map(\.entryIndex))
        return (chosen.indices.filter { !bad.contains($0) }.map { chosen[$0] }, loaded.store)
    }

    /// - Returns: the seconds that rendering takes for one image of the store.
    private func render(
        _ store: ImageStore, epoch: Int, with augmentation: AugmentationSettings
    ) -> Double {
        let count = min(store.count, Self.filesPerRound)
        let target = UnsafeMutablePointer<Float>.allocate(capacity: store.height * store.width)
        defer { target.deallocate() }
        let memory = AugmentationMemory(height: store.height, width: store.width)
        return Self.seconds {
            for sample in 0..<count {
                store.withPixels(of: sample) { pixels in
                    augmentation.render(
                        pixels, key: store.keys[sample], epoch: epoch, seed: Self.description.seed,
                        in: memory, into: target)
                }
            }
        } / Double(count)
    }

    /// The mean number of pixels of the first files, before they are resized.
    private func meanSourcePixels(_ entries: [ImageIndex.Entry]) throws(ImageError) -> Double {
        let sample = entries.prefix(Self.filesPerRound)
        var pixels = 0
        var reader = ImageReader()
        for entry in sample {
            let image = try reader.image(at: "\(index.folder)/\(entry.path)")
            pixels += image.height * image.width
        }
        return Double(pixels) / Double(sample.count)
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private func secondsSince(_ start: ContinuousClock.Instant) -> Double {
        (ContinuousClock.now - start) / .seconds(1)
    }
}

/// What `bench data` prints; times are medians over the rounds, on one core.
package struct DataBenchmarkResult: Encodable, Sendable {
    package let source: String
    /// The number of files that are read.
    package let fileCount: Int
    /// The number of files that cannot be read and are not timed.
    package let unreadableCount: Int
    /// The mean number of pixels of a file, before it is resized.
    package let meanSourcePixels: Double
    package let height: Int
    package let width: Int
    package let kernelSet: String
    /// The images of a step.
    package let batchSize: Int
    package let rounds: Int
    /// Reading a file from the page cache, decoding and resizing it.
    package let load: Stage
    package let augmentation: Stage
    package let normalisation: Stage
    /// The training step of the compact network; includes normalisation, but no augmentation.
    package let step: Stage

    /// The times of one stage, for one image.
    package struct Stage: Encodable, Sendable {
        package let imagesPerSecond: Double
        package let microsecondsPerImage: Double
        /// The stage's time for an image, divided by the training step's time for an image.
        package let shareOfStep: Double

        init(secondsPerImage: Double, stepSeconds: Double) {
            imagesPerSecond = 1 / max(secondsPerImage, 1e-12)
            microsecondsPerImage = secondsPerImage * 1e6
            shareOfStep = secondsPerImage / max(stepSeconds, 1e-12)
        }
    }

    /// The result as a table.
    package var text: String {
        var table = TextTable(header: ["one core", "images/s", "µs/image", "of a step"])
        for (name, stage) in [
            ("read, decode, resize", load), ("augment", augmentation),
            ("normalise", normalisation), ("compact step", step),
        ] {
            table.append([
                name, NumberText.fixed(stage.imagesPerSecond, fractionDigits: 0),
                NumberText.fixed(stage.microsecondsPerImage, fractionDigits: 2),
                NumberText.fixed(stage.shareOfStep, fractionDigits: 4),
            ])
        }
        let leftOut = unreadableCount == 0 ? "" : ", \(unreadableCount) more cannot be read"
        return """
            \(source): \(fileCount) files\(leftOut), \(NumberText.fixed(meanSourcePixels, fractionDigits: 0)) \
            pixels each, to \(height)x\(width); \(kernelSet) kernels, \(rounds) rounds

            \(table.text)

            A run reads its files once; here they are in the page cache. The step, of \(batchSize) \
            images, includes normalisation; a run with augmentation augments instead.
            """
    }
}
