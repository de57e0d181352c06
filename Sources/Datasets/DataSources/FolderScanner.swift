import Images

/// Collects the paths of the images below one folder. It reads no image; labels are derived later
/// (`ClassNames`).
///
/// Real folders are read before symbolic links are followed, so that an image keeps the label of
/// its real location. Folders are identified by their real paths, because some file systems have no
/// inode numbers.
struct FolderScanner {
    /// An image file that was found.
    struct FoundImage {
        /// Relative to `folder`.
        let path: String
        /// The size of the file in bytes, after following links.
        let byteCount: Int
    }

    /// The folder whose images were collected: the given one, or its only sub-folder.
    private(set) var folder = ""
    /// After `scan`, sorted by the bytes of their paths.
    var images: [FoundImage] = []
    /// Images that are symbolic links themselves.
    private(set) var linkedImages: [FoundImage] = []
    var doubtfulLinks: [DoubtfulLink] = []
    /// The names of the folders in `folder`, whether they were searched or not.
    private(set) var firstLevel: [String] = []
    /// The real path of `folder`.
    private(set) var root = ""
    /// The real paths of the other folders, of training, validation or test.
    private var otherFolders: [String]
    /// The classes of the network that a validation or test folder is for; empty for a training
    /// folder.
    let knownClasses: Set<String>

    /// The entries that were skipped, by the first folder of their path.
    private var skippedByFolder: [String: ImageIndex.Skipped] = [:]
    private var linkedFolders: [String] = []
    /// The links to folders that were followed, and the real paths that they lead to.
    private(set) var followedFolders: [(path: String, target: String)] = []
    /// For each folder that was read, its path relative to `folder`, by the bytes of its real path.
    private var places: [[UInt8]: String] = [:]
    private let onEntry: (() -> Void)?

    init(knownClasses: [String], otherFolders: [String], onEntry: (() -> Void)?) {
        self.knownClasses = Set(knownClasses)
        self.otherFolders = otherFolders.map(realPath)
        self.onEntry = onEntry
    }

    /// Collects the images below `start`. While a folder has only one sub-folder and no images,
    /// that sub-folder is entered first.
    ///
    /// A sub-folder with the name of a known class is a class, never a wrapper.
    mutating func scan(_ start: String, for purpose: LabelPurpose) throws(FolderError) {
        let listing = try enter(start, for: purpose)
        root = realPath(folder)
        // If the other folder contains this one, every link would look doubtful, so it is ignored.
        otherFolders = otherFolders.filter { relativePath(root, below: $0) == nil }
        firstLevel =
            listing.items.filter { isClassFolder($0) }.map(\.name)
            + listing.foldersNotUTF8
        try collect(listing, path: "", real: root)
        try followLinks()
        judgeLinkedImages()
        images.sort { bytesPrecede($0.path, $1.path) }
    }

    /// All entries that were skipped.
    var skipped: ImageIndex.Skipped {
        skippedByFolder.values.reduce(into: ImageIndex.Skipped()) { $0 += $1 }
    }

    /// The first-level folders without an image, if folders are the labels.
    var classFoldersWithoutImages: [ImageIndex.ClassFolder] {
        let present = Set(images.map { firstFolder(of: $0.path) })
        let notFollowed = Set(doubtfulLinks.filter { !$0.reason.isFollowed }.map(\.path))
        return firstLevel.filter { !present.contains($0) && !notFollowed.contains($0) }
            .map { .init(name: $0, contents: skippedByFolder[$0]?.contents ?? "") }
    }

    /// The path, relative to `folder`, at which a folder was read; nil if it was not read.
    func place(ofFolder real: String) -> String? { places[Array(real.utf8)] }

    /// The path relative to the other folder that it lies in; nil for what lies elsewhere.
    func pathInOtherFolder(_ real: String) -> String? {
        for folder in otherFolders {
            if let path = relativePath(real, below: folder) { return path }
        }
        return nil
    }

    /// Records a doubtful link.
    mutating func doubt(_ path: String, _ target: String, _ reason: DoubtfulLink.Reason) {
        let inside = relativePath(target, below: root)
        doubtfulLinks.append(
            DoubtfulLink(
                path: path, target: inside.flatMap { $0.isEmpty ? nil : $0 } ?? target,
                reason: reason))
        // A class folder that is a link is reported as a doubtful link, not as a class without
        // images.
        if !reason.isFollowed {
            skippedByFolder[firstFolder(of: path), default: .init()].links += 1
        }
    }

    private mutating func enter(
        _ start: String, for purpose: LabelPurpose
    ) throws(FolderError) -> FolderListing {
        folder = start
        var listing = try FolderListing(folder, onEntry: onEntry)
        var wrappers: [(folder: String, listing: FolderListing)] = []
        // Symbolic links may form a loop.
        var entered: Set = [realPath(folder)]
        while let name = wrapped(listing), !knownClasses.contains(name) {
            let inner = join(folder, name)
            let real = realPath(inner)
            guard relativePath(realPath(folder), below: real) == nil, entered.insert(real).inserted
            else { break }
            wrappers.append((folder, listing))
            folder = inner
            listing = try FolderListing(folder, onEntry: onEntry)
        }
        // The only sub-folder was not a wrapper but the only class.
        if purpose == .training, holdsOneClass(listing), let outer = wrappers.popLast() {
            folder = outer.folder
            listing = outer.listing
        }
        for wrapper in wrappers { count(wrapper.listing, path: "") }
        return listing
    }

    /// The name of the only sub-folder of a folder without images; nil if it has images or several
    /// sub-folders.
    private func wrapped(_ listing: FolderListing) -> String? {
        let subfolders = listing.items.filter(\.isEnterable)
        let isWrapper = subfolders.count == 1 && !listing.items.contains(where: \.isImage)
        return isWrapper ? subfolders[0].name : nil
    }

    /// Whether a folder has images that neither their names nor sub-folders label: it is a class
    /// itself.
    private func holdsOneClass(_ listing: FolderListing) -> Bool {
        listing.items.count(where: \.isEnterable) < 2
            && listing.items.contains { $0.isImage && ClassNames.labelText(in: $0.name) == nil }
    }

    /// Collects the images of a folder and its sub-folders; links to folders are queued for later.
    private mutating func collect(
        _ listing: FolderListing, path: String, real: String
    ) throws(FolderError) {
        places[Array(real.utf8)] = path
        count(listing, path: path)
        for item in listing.items {
            let itemPath = join(path, item.name)
            if item.isImage {
                let image = FoundImage(path: itemPath, byteCount: item.byteCount)
                if item.isLink { linkedImages.append(image) } else { images.append(image) }
            } else if item.isEnterable {
                if item.isLink {
                    linkedFolders.append(itemPath)
                } else {
                    try read(itemPath, real: join(real, item.name))
                }
            }
        }
    }

    /// Collects from a folder, unless it was already read at another path.
    private mutating func read(_ path: String, real: String) throws(FolderError) {
        guard place(ofFolder: real) == nil else { return doubt(path, real, .readElsewhere) }
        try collect(
            FolderListing(join(folder, path), onEntry: onEntry), path: path, real: real)
    }

    /// Reads the folders that links lead to, including links found there.
    private mutating func followLinks() throws(FolderError) {
        var next = 0
        while next < linkedFolders.count {
            let path = linkedFolders[next]
            next += 1
            let target = realPath(join(folder, path))
            if let reason = doubtReason(path, target) {
                doubt(path, target, reason)
                guard reason.isFollowed else { continue }
            }
            followedFolders.append((path, target))
            try read(path, real: target)
        }
    }

    private func doubtReason(_ path: String, _ target: String) -> DoubtfulLink.Reason? {
        if place(ofFolder: target) != nil { return .readElsewhere }
        if relativePath(root, below: target) != nil { return .containsTheData }
        guard let inside = pathInOtherFolder(target) else { return nil }
        return names(of: inside).contains(names(of: path)[0]) ? .otherFolder : .otherClass
    }

    /// Counts the entries that are not images.
    private mutating func count(_ listing: FolderListing, path: String) {
        let owner = path.isEmpty ? "" : firstFolder(of: path + "/")
        var own = ImageIndex.Skipped()
        own.hidden = listing.hiddenCount
        own.namesNotUTF8 = listing.unreadableNameCount
        for name in listing.systemFolders { own.systemFolders.add(name, 1) }
        for item in listing.items where !item.isImage {
            // A first-level entry counts for the class that it is named after.
            let isClass = path.isEmpty && isClassFolder(item)
            var skipped = ImageIndex.Skipped()
            switch item.kind {
            case .file(let byteCount):
                if !ImageCodecs.isImageName(item.name) {
                    skipped.countNotPNG(item.name)
                } else if byteCount == 0 {
                    skipped.empty = 1
                }
            case .folder: if ImageCodecs.isImageName(item.name) { skipped.foldersNamedPNG = 1 }
            case .danglingLink: skipped.danglingLinks = 1
            case .other: skipped.notPNG = 1
            }
            if isClass {
                skippedByFolder[item.name, default: .init()] += skipped
            } else {
                own += skipped
            }
        }
        if path.isEmpty {
            own.namesNotUTF8 -= listing.foldersNotUTF8.count
            for name in listing.foldersNotUTF8 {
                skippedByFolder[name, default: .init()].namesNotUTF8 += 1
            }
        }
        skippedByFolder[owner, default: .init()] += own
    }

    /// Whether a first-level entry would be a class, whether it was read or not.
    private func isClassFolder(_ item: FolderListing.Item) -> Bool {
        item.kind == .folder || (item.kind == .danglingLink && !ImageCodecs.isImageName(item.name))
    }
}
