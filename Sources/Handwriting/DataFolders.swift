import TextFormats

/// The folders that `--data ROOT` means.
package struct DataFolders: Equatable, Sendable {
    package var training: String
    /// Nil when the run has no test folder.
    package var test: String?

    package init(training: String, test: String?) {
        self.training = training
        self.test = test
    }

    /// Finds the training and the test folder among ROOT's sub-folders: exactly one name must
    /// start with `train` and one with `test`, in any case. A root with neither and one sub-folder
    /// is entered.
    /// - Parameter needsTest: false leaves the test folder out (`--test none`, `--test DIR`).
    /// - Throws: `FolderError` of kind `noInput` that lists what was seen.
    package static func resolve(
        root: String, needsTest: Bool = true
    ) throws(FolderError) -> DataFolders {
        var root = root
        // A chain longer than this is a loop of links.
        for _ in 0..<40 {
            let listing = try FolderListing(root)
            let names = listing.folderNames
            let training = names.filter { hasPrefix($0, "train") }
            let test = names.filter { hasPrefix($0, "test") }
            if training.isEmpty && test.isEmpty && names.count == 1
                && listing.items.count == 1
            {
                root = join(root, names[0])
                continue
            }
            return try choose(
                root: root, names: names, training: training, test: test, needsTest: needsTest)
        }
        throw FolderError(
            .noInput, path: root, what: "a chain of links without end", remedy: "check the links")
    }

    /// The test folder of a root with a training folder; any other folder itself.
    /// - Throws: `FolderError` of kind `noInput` when the folder cannot be read, or when it has a
    ///   training folder but not one test folder.
    package static func testFolder(of folder: String) throws(FolderError) -> String {
        let names = try FolderListing(folder).folderNames
        guard names.contains(where: { hasPrefix($0, "train") }) else { return folder }
        return try resolve(root: folder).test ?? folder
    }

    private static func choose(
        root: String, names: [String], training: [String], test: [String], needsTest: Bool
    ) throws(FolderError) -> DataFolders {
        let seen =
            names.isEmpty
            ? "it has no sub-folders" : "its sub-folders are \(quotedList(names, limit: 12))"
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
        return DataFolders(
            training: join(root, training[0]), test: needsTest ? join(root, test[0]) : nil)
    }

    /// Whether `name` starts with `prefix` (lower-case ASCII), in any case.
    private static func hasPrefix(_ name: String, _ prefix: String) -> Bool {
        name.utf8.count >= prefix.utf8.count
            && zip(name.utf8, prefix.utf8).allSatisfy { $0 | 0x20 == $1 }
    }
}

/// `folder/name`, without doubling a slash.
func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty { return name }
    return folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
}

/// Names in quotes for a message, cut after `limit` of them.
package func quotedList(_ names: [String], limit: Int) -> String {
    NameList.text(names.map { "\"\($0)\"" }, limit: limit)
}
