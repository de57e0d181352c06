import ArgumentParser
import Datasets

/// The images to train on: those of folders, or the built-in letters.
struct DataOptions: ParsableArguments {
    @OptionGroup var folders: FolderOptions

    @Option(help: "Synthetic training letters of each class, without --data and --train.")
    var syntheticPerClass = 300

    func validate() throws {
        guard (2...100_000).contains(syntheticPerClass) else {
            throw ValidationError("--synthetic-per-class takes a number from 2 to 100000")
        }
    }

    /// What was typed, in words.
    var text: String { folders.text ?? "\(syntheticPerClass) synthetic letters of each class" }

    /// - Throws: `FolderError` when ROOT does not have the two folders.
    func source() throws(FolderError) -> DataSource {
        guard let folders = try folders.folders() else {
            return .synthetic(
                trainingPerClass: syntheticPerClass, testPerClass: max(1, syntheticPerClass / 4))
        }
        return .folders(folders)
    }
}
