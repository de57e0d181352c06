import ArgumentParser
import Handwriting
import Training

/// Where the images are.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder with one sub-folder whose name starts with 'train' and one with 'test'.",
            discussion: "Without --data and --train: the built-in synthetic letters.",
            valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("The training images.", valueName: "folder"))
    var train: String?

    @Option(help: ArgumentHelp("The test images, or 'none'.", valueName: "folder|none"))
    var test: String?

    @Option(help: "Synthetic training letters of each class, without --data.")
    var syntheticPerClass = 300

    func validate() throws {
        if data != nil, train != nil {
            throw ValidationError("give either --data or --train, not both")
        }
        if train != nil, test == nil {
            throw ValidationError("--train needs --test: pass --test DIR or --test none")
        }
        if data == nil, train == nil, test != nil {
            throw ValidationError("--test needs --train or --data")
        }
        guard (2...100_000).contains(syntheticPerClass) else {
            throw ValidationError("--synthetic-per-class takes a number from 2 to 100000")
        }
    }

    /// - Throws: `FolderError` when ROOT does not have the two folders.
    func source() throws(FolderError) -> DataSource {
        if let train {
            return .folders(training: train, test: test == "none" ? nil : test)
        }
        guard let data else {
            return .synthetic(
                trainingPerClass: syntheticPerClass, testPerClass: max(1, syntheticPerClass / 4))
        }
        let folders = try DataFolders.resolve(root: data, needsTest: test == nil)
        return .folders(
            training: folders.training, test: test == "none" ? nil : test ?? folders.test)
    }
}
