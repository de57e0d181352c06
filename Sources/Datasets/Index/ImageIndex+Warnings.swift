import Failures
import TextFormats

extension ImageIndex {
    /// A warning about class folders that have contents but no usable image; it also lists empty
    /// ones. Nil if there is no folder of the first kind.
    ///
    /// Such a class would be lost, so it is an error unless `--bad-images skip` is given.
    package var lostClassFolders: DataWarning? {
        lostText.map {
            DataWarning(
                folder: folder,
                what: ([$0] + [emptyText].compactMap { $0 }).joined(separator: "; "),
                remedy: "convert their images to PNG or remove the folders, or pass --bad-images"
                    + " skip to leave these classes out")
        }
    }

    /// - Throws: `FolderError` of kind `badData` if a class would be lost; see `lostClassFolders`.
    package func requireImagesInClassFolders() throws(FolderError) {
        guard let lost = lostClassFolders else { return }
        throw FolderError(.badData, path: folder, what: lost.what, remedy: lost.remedy)
    }

    /// All warnings except `lostClassFolders` and `mergedFolders`.
    package var warnings: [DataWarning] {
        var found: [DataWarning] = []
        if let emptyText, lostText == nil {
            found.append(
                warning(emptyText, remedy: "put images into empty folders, or remove them"))
        }
        found += DoubtfulLink.Reason.allCases.compactMap(linkWarning)
        return found + [unreadFormats].compactMap { $0 }
    }

    /// The warnings that a run or an evaluation prints about the folder: all except
    /// `mergedFolders`.
    package var warningTexts: [String] {
        [lostClassFolders].compactMap {
            $0.map { "left out, as requested: \(folder): \($0.what)" }
        }
            + warnings.map(\.description)
    }

    /// A warning if class folders contain folders with images, which may have been meant as
    /// classes.
    package var mergedFolders: DataWarning? {
        guard isLabelledByFolders else { return nil }
        var merged: Set<[UInt8]> = []
        var first: String?
        for entry in entries {
            let path = entry.path.utf8
            guard let slash = path.lastIndex(of: UInt8(ascii: "/")),
                path[..<slash].contains(UInt8(ascii: "/"))
            else { continue }
            merged.insert(Array(path[..<slash]))
            first = first ?? String(entry.path[..<slash])
        }
        guard let first else { return nil }
        let count =
            merged.count == 1
            ? "1 folder below a class folder is"
            : "\(merged.count) folders below class folders are"
        return warning(
            "\(count) merged into the class, for example \"\(first)\" into"
                + " \"\(firstFolder(of: first))\"",
            remedy: "if these folders are classes of their own, make them the first level")
    }

    /// Explanations why classes that the user may expect are missing.
    var absentClasses: [String] {
        [lostText, emptyText].compactMap { $0 }
            + DoubtfulLink.Reason.allCases.filter { !$0.isFollowed }
            .compactMap { linkWarning($0)?.what }
    }

    /// Why some of these classes are missing; nil if this folder has nothing with such a name.
    func absence(ofAnyOf names: [String]) -> String? {
        let known =
            classFoldersWithoutImages.map(\.name)
            + doubtfulLinks.filter { !$0.reason.isFollowed }.map(\.path)
        return names.contains(where: known.contains) ? absentClasses.joined(separator: "; ") : nil
    }

    /// Class folders with contents but without a usable image, in words.
    private var lostText: String? {
        let lost = classFoldersWithoutImages.filter { !$0.contents.isEmpty }
        guard !lost.isEmpty else { return nil }
        return (lost.count == 1 ? "1 class folder has" : "\(lost.count) class folders have")
            + " no image that can be used: "
            + NameList.text(lost.map { "\"\($0.name)\" (\($0.contents))" }, limit: 40)
    }

    /// Empty class folders, in words.
    private var emptyText: String? {
        let empty = classFoldersWithoutImages.filter(\.contents.isEmpty).map(\.name)
        guard !empty.isEmpty else { return nil }
        return (empty.count == 1 ? "1 class folder is" : "\(empty.count) class folders are")
            + " empty: \(quotedList(empty, limit: 40))"
    }

    private func linkWarning(_ reason: DoubtfulLink.Reason) -> DataWarning? {
        let links = doubtfulLinks.filter { $0.reason == reason }
        guard !links.isEmpty else { return nil }
        let list = NameList.text(links.map { "\"\($0.path)\" -> \"\($0.target)\"" }, limit: 5)
        let count = links.count == 1 ? "1 link" : "\(links.count) links"
        return warning("\(count) \(reason.what): \(list)", remedy: reason.remedy)
    }

    /// A warning if most image files have a format that is not read.
    private var unreadFormats: DataWarning? {
        let unread = skipped.unreadImages
        let count = entries.count + unread.total
        guard 2 * unread.total > count else { return nil }
        let formats = NameList.text(unread.byFrequency.map { "\($0.count) .\($0.name)" }, limit: 8)
        return warning(
            "\(unread.total) of \(count) image files are not PNG (\(formats)) and are not read",
            remedy: "convert them to PNG")
    }

    private func warning(_ what: String, remedy: String) -> DataWarning {
        DataWarning(folder: folder, what: what, remedy: remedy)
    }
}

extension ImageIndex.Skipped {
    /// The files counted in `notPNG` that are images of other formats, judged by their extensions.
    var unreadImages: [Tally] { extensions.filter { Self.imageExtensions.contains($0.name) } }

    private static let imageExtensions: Set<String> = [
        "jpg", "jpeg", "jpe", "jfif", "bmp", "tif", "tiff", "webp", "gif", "pgm", "pbm", "ppm",
        "pnm",
        "heic", "heif", "avif", "jp2", "ico", "tga", "pcx",
    ]
}

extension DoubtfulLink.Reason {
    fileprivate var what: String {
        switch self {
        case .readElsewhere:
            "not followed, because the images there are read at another place"
        case .containsTheData: "not followed, because the whole data are below the target"
        case .otherClass:
            "not followed, because the target is another class of the training, validation or test"
                + " folder"
        case .otherFolder:
            "to images of another folder of the data, which then count in both"
        case .secondLabel: "to an image that another link gives another label"
        case .namedAsAnotherClass: "to a target with the label of another class"
        }
    }

    fileprivate var remedy: String {
        switch self {
        case .readElsewhere:
            "remove such links; where the images belong here too, replace the links with copies"
        case .otherClass, .containsTheData: "remove such links"
        case .otherFolder:
            "remove such links, so that validation and test images are unknown to the network"
        case .secondLabel, .namedAsAnotherClass: "check which class the images belong to"
        }
    }
}
