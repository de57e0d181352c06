import ArgumentParser
import Datasets

/// Folders of training and test images.
struct FolderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder that holds one folder train*, one test* and perhaps one val*.",
            valueName: "folder"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The training images. Use --train and --test in place of --data.", valueName: "folder"))
    var train: String?

    @Option(help: ArgumentHelp("The test images, or none.", valueName: "folder|none"))
    var test: String?

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
    }

    /// What was typed, in words; nil when no folder was named.
    var text: String? {
        train.map { "\($0) and \(test ?? "")" }
            ?? data.map { data in
                test.map { "\(data) and \($0)" } ?? data
            }
    }

    /// The folders that were named; nil when none was.
    /// - Parameter validation: which images validate, by other options.
    /// - Throws: `FolderError` when ROOT does not have the two folders.
    func folders(
        validation: DataFolders.Validation = .found
    ) throws(FolderError) -> DataFolders? {
        let namedTest = test == "none" ? nil : test
        if let train {
            return DataFolders(training: train, validation: validation.named, test: namedTest)
        }
        guard let data else { return nil }
        var folders = try DataFolders.resolve(
            root: data, validation: validation, needsTest: test == nil)
        if test != nil { folders.test = namedTest }
        return folders
    }
}
