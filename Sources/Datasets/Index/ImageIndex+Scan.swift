import Failures
import TextFormats

extension ImageIndex {
    /// Finds the images of a training, validation or test folder and their labels.
    ///
    /// While a folder has only one sub-folder and no images, that sub-folder is entered. If every
    /// image's name ends in `_label_<number>`, the numbers are the labels; otherwise the first
    /// level of folders gives the labels, including everything below. Images are files whose name
    /// ends in `.png`, in upper or lower case. Symbolic links are followed after everything else
    /// was read. An image with a real location below the folder has the label of that location;
    /// `doubtfulLinks` lists the links that were not followed.
    ///
    /// - Parameters:
    ///   - purpose: what the folder is for; other folders than for training may have one class.
    ///   - trainingClasses: the model's classes, for other folders than for training; a sub-folder
    ///     with such a name is never entered as a mere wrapper. Labels still are this folder's own:
    ///     see `mapped(toClasses:)`.
    ///   - otherFolders: the other folders of the data: links that lead there are in doubt.
    ///   - onEntry: called for each folder entry that is found.
    /// - Throws: `FolderError`: kind `noInput` when the folder is missing, unreadable or has no
    ///   images; `badData` for fewer than two classes, mixed layouts or a label out of range.
    package static func scan(
        _ folder: String, for purpose: LabelPurpose = .training, trainingClasses: [String] = [],
        otherFolders: [String] = [], onEntry: (() -> Void)? = nil
    ) throws(FolderError) -> ImageIndex {
        var scanner = FolderScanner(
            knownClasses: trainingClasses, otherFolders: otherFolders, onEntry: onEntry)
        try scanner.scan(folder, for: purpose)
        guard !scanner.images.isEmpty else {
            throw noImages(scanner.skipped, in: scanner.folder)
        }
        var index = try labelled(scanner, below: folder, for: purpose)
        index.skipped = scanner.skipped
        index.doubtfulLinks = scanner.doubtfulLinks
        if index.isLabelledByFolders {
            index.classFoldersWithoutImages = scanner.classFoldersWithoutImages
        }
        if purpose == .training { try index.requireTwoClasses() }
        return index
    }

    /// Where a labelled folder's only sub-folder was entered and its images have no label, it may have
    /// been meant as a class: the message says that it is none of the network's.
    private static func labelled(
        _ scanner: FolderScanner, below folder: String, for purpose: LabelPurpose
    ) throws(FolderError) -> ImageIndex {
        do throws(FolderError) {
            var index = try ImageIndex(
                folder: scanner.folder, paths: scanner.images.map(\.path), for: purpose)
            index.entries.setByteCounts(scanner.images.lazy.map(\.byteCount))
            return index
        } catch {
            guard purpose != .training, scanner.folder != folder, !scanner.knownClasses.isEmpty
            else {
                throw error
            }
            let classes = quotedList(
                scanner.knownClasses.sorted(by: NaturalOrder.precedes), limit: 12)
            throw FolderError(
                error.exitStatus, path: error.path,
                what: "\(error.what), and its folder is no class of the network, whose classes are"
                    + " \(classes)",
                remedy: error.remedy)
        }
    }

    /// Finds the images below a folder as `scan` does, without labels.
    ///
    /// - Returns: the paths, including the folder's own path, sorted by their bytes, and what was
    ///   skipped.
    /// - Throws: `FolderError` of kind `noInput` if the folder is unreadable or has no images.
    package static func images(
        below folder: String, onEntry: (() -> Void)? = nil
    ) throws(FolderError) -> (paths: [String], skipped: Skipped) {
        var scanner = FolderScanner(knownClasses: [], otherFolders: [], onEntry: onEntry)
        try scanner.scan(folder, for: .test)
        guard !scanner.images.isEmpty else {
            throw noImages(scanner.skipped, in: scanner.folder)
        }
        return (scanner.images.map { join(scanner.folder, $0.path) }, scanner.skipped)
    }

    /// Labels images by their names, as described at `scan`.
    ///
    /// - Parameter paths: at least one, relative to `folder`, each ending in `.png`.
    /// - Throws: `FolderError` of kind `badData`.
    package init(
        folder: String, paths: [String], for purpose: LabelPurpose = .training
    ) throws(FolderError) {
        let classes = try ClassNames(paths: paths, folder: folder, purpose: purpose)
        let entries = zip(paths, classes.labels).lazy.map { Entry(path: $0, label: $1) }
        self.init(folder: folder, classNames: classes.names, entries: Entries(entries))
    }

    /// Whether the classes are the first-level folders rather than numbers in file names.
    var isLabelledByFolders: Bool {
        entries.allSatisfy { firstFolder(of: $0.path) == classNames[$0.label] }
    }

    /// A classifier needs at least two classes.
    private func requireTwoClasses() throws(FolderError) {
        guard classNames.count < 2 else { return }
        let others = absentClasses.map { "; " + $0 }.joined()
        throw FolderError(
            .badData, path: folder, what: "only one class, \"\(classNames[0])\"\(others)",
            remedy: "a classifier needs images of at least two classes")
    }

    /// The error for a folder without images, which says what was skipped.
    private static func noImages(_ skipped: Skipped, in folder: String) -> FolderError {
        FolderError(
            .noInput, path: folder,
            what: "no images" + (skipped.total == 0 ? "" : " (skipped: \(skipped))"),
            remedy: skipped.unreadImages.isEmpty
                ? "put PNG files in it, or name another folder"
                : "convert the images to PNG: other formats are not read")
    }
}

/// The purpose of labelled images. It decides the remedy for images without a label.
package enum LabelPurpose: Sendable {
    case training
    case validation
    case test
}
