import ArgumentParser
import Datasets
import Images
import RunRecords

/// The images to train on, from folders or built in, and how they are read.
struct DataOptions: ParsableArguments {
    @OptionGroup var folders: FolderOptions

    @Option(
        help: ArgumentHelp(
            "Built-in training letters of each class, if no folder is named.", valueName: "n"))
    var syntheticPerClass = 300

    @Option(
        \.data.imageSize, .sides,
        help: "Height and width that images are scaled to: 32 for both, or 32x128.",
        valueName: "pixels")
    var imageSize: Setting<RunDescription>

    @Option(
        \.data.ink,
        help:
            "Strokes are lighter or darker than the background; auto: as in most training images.",
        valueName: "ink")
    var ink: Setting<RunDescription>

    @Option(
        \.badImages, help: "For images that cannot be read: stop, or leave them out.",
        valueName: "policy")
    var badImages: Setting<RunSettings>

    func validate() throws {
        guard (2...100_000).contains(syntheticPerClass) else {
            throw ValidationError("--synthetic-per-class takes a number from 2 to 100000")
        }
    }

    /// What was typed, in words.
    var text: String { folders.text ?? "\(syntheticPerClass) synthetic letters of each class" }

    /// - Throws: `FolderError` when ROOT does not have the folders.
    func source(validation: DataFolders.Validation) throws(FolderError) -> DataSource {
        guard let folders = try folders.folders(validation: validation) else {
            return .synthetic(
                trainingPerClass: syntheticPerClass, testPerClass: max(1, syntheticPerClass / 4))
        }
        return .folders(folders)
    }
}

extension Ink: ExpressibleByArgument {}
extension BadImagePolicy: ExpressibleByArgument {}
