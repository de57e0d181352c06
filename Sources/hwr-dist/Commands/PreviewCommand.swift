import ArgumentParser
import Augmentation
import Collectives
import Datasets
import Files
import Images
import Recognition
import RunRecords
import Training

struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Draw training images as the network sees them.",
        discussion: """
            One row per class: an image as it is, then as augmented in the first epochs. Accepts \
            the options of train, of which those of data, augmentation and seed matter here.
            """)

    @Argument(help: "The PNG file to write.")
    var out: String

    @OptionGroup var identity: IdentityOptions

    private static let columnCount = 12

    func run() throws {
        try runAlone {
            var description = identity.runDescription
            // Every image trains: which ones would validate does not matter here.
            description.validation.fraction = 0
            description.validation.split = .stratified
            description.validation.fold = nil
            let rowLimit = ContactSheet.mostRows(
                columns: Self.columnCount, cellHeight: description.data.imageHeight,
                cellWidth: description.data.imageWidth)
            guard rowLimit > 0 else {
                throw ConfigurationError(
                    "\(Self.columnCount) images of \(description.data.imageWidth) pixels do not"
                        + " fit side by side",
                    remedy: "pass a smaller --image-size")
            }
            let data = try TrainingData(
                try identity.data.source(validation: .ofTraining), description: description,
                settings: OptionValues(of: self).record(RunSettings.self), group: GroupOfOne())
            for images in data.leftOut {
                printError("warning: left out, as requested: \(printable(images))")
            }
            let rowCount = min(data.index.classNames.count, rowLimit)
            try AtomicFile.replace(
                out, bytes: sheet(of: data, rowCount: rowCount, description).png)
            let leftOut = data.index.classNames.count - rowCount
            if leftOut > 0 {
                printError("\(leftOut) classes are left out: the picture is full")
            }
        }
    }

    private func sheet(of data: TrainingData, rowCount: Int, _ description: RunDescription)
        -> ContactSheet
    {
        let (height, width) = (description.data.imageHeight, description.data.imageWidth)
        var sheet = ContactSheet(
            rows: rowCount, columns: Self.columnCount, cellHeight: height, cellWidth: width)
        let memory = AugmentationMemory(height: height, width: width)
        var pixels = [Float](repeating: 0, count: height * width)
        for row in 0..<rowCount {
            guard
                let (shard, sample) = data.ownShards.lazy.compactMap({ shard in
                    shard.labels.firstIndex(of: Int32(row)).map { (shard, $0) }
                }).first
            else { continue }
            for column in 0..<Self.columnCount {
                let augmentation = column == 0 ? .none : description.augmentation
                shard.withPixels(of: sample) {
                    augmentation.render(
                        $0, key: shard.keys[sample], epoch: max(column - 1, 0),
                        seed: description.seed, in: memory, into: &pixels)
                }
                sheet.place(pixels, row: row, column: column)
            }
        }
        return sheet
    }
}
