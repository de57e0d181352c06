import Failures
import TextFormats

/// The folders of training, validation and test images, as `--data ROOT` or `--train`,
/// `--validation` and `--test` name them.
package struct DataFolders: Sendable, Codable, Equatable {
    /// The training folder.
    package var training: String
    /// The validation folder; nil if images of the training folder are held out instead.
    package var validation: String?
    /// The test folder; nil if the run has none.
    package var test: String?
    /// Validation folders that were found but not requested.
    package var unusedValidation: [String] = []

    package init(training: String, validation: String? = nil, test: String?) {
        self.training = training
        self.validation = validation
        self.test = test
    }

    /// Which images validate, according to the options.
    package enum Validation: Sendable {
        /// The images of a folder next to the training folder, if there is one.
        case found
        /// The images of the folder that the user named.
        case folder(String)
        /// Images of the training folder, whether there is another folder or not.
        case ofTraining

        /// The folder that the user named; nil otherwise.
        package var named: String? {
            if case .folder(let path) = self { path } else { nil }
        }
    }

    /// Finds the training, validation and test folders among the sub-folders of ROOT: exactly one
    /// name must start with `train` and exactly one with `test`, in upper or lower case, and one
    /// may start with `val`. If ROOT has neither a training nor a test folder, no images, and only
    /// one sub-folder, that sub-folder is searched instead, as an unpacked archive often has such a
    /// wrapper. Folders that systems create are ignored.
    ///
    ///     data/AHCD/Train Images/…   `--data data` finds data/AHCD/Train Images
    ///     data/AHCD/Test Images/…    and data/AHCD/Test Images
    /// - Parameter needsTest: whether a test folder is searched for; false for `--test none` and
    ///   `--test DIR`.
    /// - Throws: `FolderError` of kind `noInput` that lists the sub-folders that were found.
    package static func resolve(
        root: String, validation: Validation = .found, needsTest: Bool = true
    ) throws(FolderError) -> DataFolders {
        let (folder, listing) = try enterWrappers(root)
        return try choose(root: folder, listing, validation: validation, needsTest: needsTest)
    }

    /// The folder of images that `evaluate --data FOLDER` scores: the test folder if FOLDER also
    /// has a training folder, otherwise FOLDER itself.
    /// - Returns: the folder of images, and the training folder, or nil if it is not known.
    /// - Throws: `FolderError` of kind `noInput` when the folder cannot be read, or when it has a
    ///   training folder but not one test folder.
    package static func evaluated(
        _ folder: String
    ) throws(FolderError) -> (images: String, training: String?) {
        let (root, listing) = try enterWrappers(folder)
        guard listing.folderNames.contains(where: { hasPrefix($0, "train") }) else {
            return (folder, nil)
        }
        let folders = try choose(root: root, listing, validation: .ofTraining, needsTest: true)
        return (folders.test ?? folder, folders.training)
    }

    /// Enters wrapper folders: while a folder has a single sub-folder and no images, continues in
    /// that sub-folder.
    private static func enterWrappers(
        _ root: String
    ) throws(FolderError) -> (folder: String, listing: FolderListing) {
        var folder = root
        // A longer chain is a loop of symbolic links.
        for _ in 0..<40 {
            let listing = try FolderListing(folder)
            let names = listing.folderNames
            guard names.count == 1, !hasPrefix(names[0], "train"), !hasPrefix(names[0], "test"),
                !listing.items.contains(where: \.isImage)
            else { return (folder, listing) }
            folder = join(folder, names[0])
        }
        throw FolderError(
            .noInput, path: folder, what: "a chain of links without end",
            remedy: "check the links")
    }

    /// The two folders among the sub-folders of `root`.
    private static func choose(
        root: String, _ listing: FolderListing, validation: Validation, needsTest: Bool
    ) throws(FolderError) -> DataFolders {
        let names = listing.folderNames
        let training = names.filter { hasPrefix($0, "train") }
        let found = names.filter { hasPrefix($0, "val") }
        let test = names.filter { hasPrefix($0, "test") }
        let dangling = listing.items.filter { $0.kind == .danglingLink }.map(\.name)
        let seen =
            (names.isEmpty
                ? "it has no sub-folders" : "its sub-folders are \(quotedList(names, limit: 12))")
            + (dangling.isEmpty
                ? "" : ", and links that lead nowhere are \(quotedList(dangling, limit: 12))")
        func fail(_ what: String, _ remedy: String) -> FolderError {
            FolderError(.noInput, path: root, what: "\(what): \(seen)", remedy: remedy)
        }
        if training.isEmpty {
            throw fail(
                "no sub-folder's name starts with \"train\"",
                "name the folders with --train DIR and --test DIR")
        }
        if training.count > 1 {
            throw fail(
                "several sub-folders' names start with \"train\"", "choose one with --train DIR")
        }
        if test.isEmpty && needsTest {
            throw fail(
                "no sub-folder's name starts with \"test\"", "pass --test DIR or --test none")
        }
        if test.count > 1 && needsTest {
            throw fail(
                "several sub-folders' names start with \"test\"",
                "pass --test DIR or --test none")
        }
        var folders = DataFolders(
            training: join(root, training[0]), test: needsTest ? join(root, test[0]) : nil)
        switch validation {
        case .found where found.count > 1:
            throw fail(
                "several sub-folders' names start with \"val\"",
                "choose one with --validation DIR, or pass --validation-fraction to validate on"
                    + " training images")
        case .found: folders.validation = found.first.map { join(root, $0) }
        case .folder(let path): folders.validation = path
        case .ofTraining: folders.unusedValidation = found.map { join(root, $0) }
        }
        return folders
    }

    /// Whether `name` starts with `prefix` (lower-case ASCII), ignoring case.
    private static func hasPrefix(_ name: String, _ prefix: String) -> Bool {
        name.utf8.count >= prefix.utf8.count
            && zip(name.utf8, prefix.utf8).allSatisfy { $0 | 0x20 == $1 }
    }
}

/// Names in quotes for a message, at most `limit` of them: `"a", "b" and 3 more`.
package func quotedList(_ names: [String], limit: Int) -> String {
    NameList.text(names.map { "\"\($0)\"" }, limit: limit)
}
