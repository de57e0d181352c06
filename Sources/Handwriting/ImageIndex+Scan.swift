extension ImageIndex {
    /// Finds the images of a training or test folder and their labels.
    ///
    /// A folder without images and with one sub-folder is entered, repeatedly. If every image's
    /// name ends in `_label_<number>`, the numbers are the labels; otherwise the first level of
    /// folders is, with everything below. Images are files with a name ending in `.png`, in any
    /// case; links are followed, and a folder met twice is counted, not read again.
    ///
    /// - Parameters:
    ///   - trainingClasses: the model's classes when `folder` is a test folder; a sub-folder with
    ///     such a name is then never entered as a mere wrapper, and one class is enough. Labels
    ///     still are this folder's own: see `mapped(toClasses:)`.
    ///   - onEntry: called for each entry of a folder that is met.
    /// - Throws: `FolderError`: kind `noInput` when the folder is missing, unreadable or has no
    ///   images; `badData` for fewer than two classes, mixed layouts or a label out of range.
    package static func scan(
        _ folder: String, trainingClasses: [String]? = nil, onEntry: (() -> Void)? = nil
    ) throws(FolderError) -> ImageIndex {
        var scanner = FolderScanner(onEntry: onEntry)
        try scanner.enter(folder, keeping: Set(trainingClasses ?? []))
        let paths = scanner.paths
        let skipped = scanner.skipped
        guard !paths.isEmpty else {
            let seen = skipped.total == 0 ? "" : " (skipped: \(skipped))"
            throw FolderError(
                .noInput, path: scanner.folder, what: "no images\(seen)",
                remedy: "put PNG files in it, one sub-folder per class, or name another folder")
        }
        return try ImageIndex(
            folder: scanner.folder, paths: paths,
            minimumClassCount: trainingClasses == nil ? 2 : 1, skipped: skipped)
    }

    /// Finds the images below a folder as `scan` does, whatever their labels may be.
    ///
    /// - Returns: the paths, the folder's own included, sorted by their bytes.
    /// - Throws: `FolderError` of kind `noInput` when the folder cannot be read or has no images.
    package static func images(
        below folder: String, onEntry: (() -> Void)? = nil
    ) throws(FolderError) -> (paths: [String], skipped: Skipped) {
        var scanner = FolderScanner(onEntry: onEntry)
        try scanner.enter(folder, keeping: [])
        guard !scanner.paths.isEmpty else {
            let seen = scanner.skipped.total == 0 ? "" : " (skipped: \(scanner.skipped))"
            throw FolderError(
                .noInput, path: scanner.folder, what: "no images\(seen)",
                remedy: "put PNG files in it, or name another folder")
        }
        return (scanner.paths.map { join(scanner.folder, $0) }, scanner.skipped)
    }

    /// Labels images by their names, as `scan` says.
    ///
    /// - Parameter paths: at least one, relative to `folder`, each ending in `.png`.
    /// - Throws: `FolderError` of kind `badData`.
    package init(
        folder: String, paths: [String], minimumClassCount: Int, skipped: Skipped = Skipped()
    ) throws(FolderError) {
        let classes = try ClassNames(paths: paths, folder: folder)
        guard classes.names.count >= minimumClassCount else {
            throw FolderError(
                .badData, path: folder, what: "only one class, \"\(classes.names[0])\"",
                remedy: "a classifier needs images of at least two classes")
        }
        let entries = zip(paths, classes.labels).map { Entry(path: $0, label: $1) }
        self.init(
            folder: folder, classNames: classes.names, entries: entries, skipped: skipped)
    }
}

/// Collects the paths of the images below one folder.
private struct FolderScanner {
    private(set) var folder = ""
    /// Relative to `folder`, sorted by their bytes.
    private(set) var paths: [String] = []
    private(set) var skipped = ImageIndex.Skipped()
    private var visited: Set<FolderIdentity> = []
    private let onEntry: (() -> Void)?

    init(onEntry: (() -> Void)?) {
        self.onEntry = onEntry
    }

    /// Enters `root`, or its only sub-folder while it has no images, and collects from there.
    mutating func enter(_ root: String, keeping classFolders: Set<String>) throws(FolderError) {
        folder = root
        while true {
            let listing = try FolderListing(folder, onEntry: onEntry)
            visited.insert(listing.identity)
            let subfolders = listing.items.filter { isClassFolder($0) }
            let hasImages = listing.items.contains { isImage($0) }
            if !hasImages, subfolders.count == 1, !classFolders.contains(subfolders[0].name),
                isNew(subfolders[0])
            {
                count(listing)
                folder = join(folder, subfolders[0].name)
                continue
            }
            try collect(listing, prefix: "")
            break
        }
        paths.sort { bytesPrecede($0, $1) }
    }

    private mutating func collect(
        _ listing: FolderListing, prefix: String
    ) throws(FolderError) {
        count(listing)
        for item in listing.items {
            if isImage(item) {
                paths.append(prefix + item.name)
            } else if isClassFolder(item) {
                if isNew(item) {
                    let path = prefix + item.name
                    try collect(
                        FolderListing(join(folder, path), onEntry: onEntry), prefix: path + "/")
                } else {
                    skipped.repeatedFolders += 1
                }
            }
        }
    }

    /// Adds the listing's junk to the counts.
    private mutating func count(_ listing: FolderListing) {
        skipped.hidden += listing.hiddenCount
        skipped.namesNotUTF8 += listing.unreadableNameCount
        for item in listing.items {
            let named = isNamedPNG(item.name)
            switch item.kind {
            case .file(let byteCount):
                if !named { skipped.notPNG += 1 }
                if named && byteCount == 0 { skipped.empty += 1 }
            case .folder: if named { skipped.foldersNamedPNG += 1 }
            case .danglingLink: skipped.danglingLinks += 1
            case .other: skipped.notPNG += 1
            }
        }
    }

    private func isImage(_ item: FolderListing.Item) -> Bool {
        if case .file(let byteCount) = item.kind {
            byteCount > 0 && isNamedPNG(item.name)
        } else {
            false
        }
    }

    private func isClassFolder(_ item: FolderListing.Item) -> Bool {
        if case .folder = item.kind { !isNamedPNG(item.name) } else { false }
    }

    /// Whether the folder has not been entered before; it counts as entered from now on.
    private mutating func isNew(_ item: FolderListing.Item) -> Bool {
        if case .folder(let identity) = item.kind {
            visited.insert(identity).inserted
        } else {
            false
        }
    }

    private func isNamedPNG(_ name: String) -> Bool {
        let ending = name.utf8.suffix(4)
        return ending.count == 4
            && zip(ending, ".png".utf8).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
    }
}
