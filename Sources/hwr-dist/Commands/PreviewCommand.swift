import ArgumentParser
import Collectives
import Handwriting
import RunFolder
import Training

struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Draw training images as the network will see them.",
        discussion: """
            A row for each class: one of its images as it is, then as the first epochs see it. Takes \
            the data and recipe options of hwr-dist train.
            """)

    @Argument(help: "The PNG file to write.")
    var out: String

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "Recipe") var recipe: RecipeOptions

    private static let columnCount = 12
    /// More classes than this make a sheet that no program shows.
    private static let mostRows = 200

    func run() throws {
        try runAlone {
            try InProcessGroup.run(worldSize: 1) { group in
                let sheet = try sheet(
                    of: try TrainingData(
                        try data.source(), recipe: recipe.resolved, operation: Operation(),
                        group: group))
                try AtomicFile.write(out, bytes: sheet.png)
            }
        }
    }

    private func sheet(of data: TrainingData) throws -> ContactSheet {
        let recipe = recipe.resolved
        let (height, width) = (recipe.imageHeight, recipe.imageWidth)
        let rowCount = min(data.index.classNames.count, Self.mostRows)
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
                let augmentation = column == 0 ? .none : recipe.augmentation
                shard.withPixels(of: sample) {
                    augmentation.render(
                        $0, key: shard.keys[sample], epoch: max(column - 1, 0),
                        seed: recipe.seed, in: memory, into: &pixels)
                }
                sheet.place(pixels, row: row, column: column)
            }
        }
        return sheet
    }
}
