import Failures
import Glibc
import Images

/// One folder's entries, sorted by the bytes of their names.
struct FolderListing {
    /// What an entry is, symbolic links followed.
    enum Kind: Equatable {
        case file(byteCount: Int)
        case folder
        case danglingLink
        case other
    }

    struct Item {
        let name: String
        let kind: Kind
        let isLink: Bool
        /// Whether it is a file that is taken for an image: named `.png`, and not empty.
        let isImage: Bool

        init(name: String, kind: Kind, isLink: Bool) {
            self.name = name
            self.kind = kind
            self.isLink = isLink
            if case .file(let byteCount) = kind {
                isImage = byteCount > 0 && ImageCodecs.isImageName(name)
            } else {
                isImage = false
            }
        }

        /// 0 where it is no file.
        var byteCount: Int { if case .file(let byteCount) = kind { byteCount } else { 0 } }

        /// Whether it is a folder that is entered: those named like images hold previews.
        var isEnterable: Bool { kind == .folder && !ImageCodecs.isImageName(name) }
    }

    /// Entries that their system does not show (a leading dot, or `Thumbs.db`) are only counted.
    private(set) var hiddenCount = 0
    /// Entries whose name is not UTF-8: no key could be made of them.
    private(set) var unreadableNameCount = 0
    /// The folders among them, with replacement characters in their names.
    private(set) var foldersNotUTF8: [String] = []
    /// Folders that belong to a system: see `SystemNames`.
    private(set) var systemFolders: [String] = []
    private(set) var items: [Item] = []

    /// Reads the folder at `path`.
    /// - Parameter onEntry: called for each entry: over a network each may take milliseconds.
    /// - Throws: `FolderError` of kind `noInput` when the folder is missing or unreadable.
    init(_ path: String, onEntry: (() -> Void)? = nil) throws(FolderError) {
        guard let stream = opendir(path) else {
            throw FolderError.system(errno, path: path)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw FolderError.system(errno, path: path) }
                break
            }
            onEntry?()
            try add(entry, of: dirfd(stream), path: path)
        }
        items.sort { bytesPrecede($0.name, $1.name) }
    }

    private mutating func add(
        _ entry: UnsafeMutablePointer<dirent>, of folder: CInt, path: String
    ) throws(FolderError) {
        let bytes = FolderListing.nameBytes(of: entry)
        var status = stat()
        guard let name = String(validatingCString: bytes) else {
            unreadableNameCount += 1
            if fstatat(folder, bytes, &status, 0) == 0, status.st_mode & S_IFMT == S_IFDIR {
                foldersNotUTF8.append(String(cString: bytes))
            }
            return
        }
        if name == "." || name == ".." { return }
        if SystemNames.isHidden(name) {
            hiddenCount += 1
            return
        }
        let failure = fstatat(folder, name, &status, 0) == 0 ? nil : errno
        // Before the failure: nobody but the system may be able to look at its folders.
        if failure != nil || status.st_mode & S_IFMT == S_IFDIR, SystemNames.isFolder(name) {
            systemFolders.append(name)
            return
        }
        if let failure, !FolderListing.isDangling(failure) {
            throw FolderError.system(failure, path: path + "/" + name)
        }
        items.append(
            Item(
                name: name,
                kind: failure == nil ? FolderListing.kind(of: status) : .danglingLink,
                isLink: failure != nil || FolderListing.isLink(entry, name, of: folder)))
    }

    /// The names of the folders among the entries.
    var folderNames: [String] {
        items.compactMap { if case .folder = $0.kind { $0.name } else { nil } }
    }

    /// Whether `stat` failed because a link leads nowhere: to no file, in a circle, through a file, or
    /// along a path that is too long.
    private static func isDangling(_ code: CInt) -> Bool {
        [ENOENT, ELOOP, ENOTDIR, ENAMETOOLONG].contains(code)
    }

    private static func nameBytes(
        of entry: UnsafeMutablePointer<dirent>
    ) -> UnsafePointer<CChar> {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        return (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
    }

    /// Whether an entry is a symbolic link. Not every file system tells it with the name.
    private static func isLink(
        _ entry: UnsafeMutablePointer<dirent>, _ name: String, of folder: CInt
    ) -> Bool {
        let type = Int(entry.pointee.d_type)
        guard type == Int(DT_UNKNOWN) else { return type == Int(DT_LNK) }
        var status = stat()
        return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            && status.st_mode & S_IFMT == S_IFLNK
    }

    private static func kind(of status: stat) -> Kind {
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            .file(byteCount: Int(status.st_size))
        case S_IFDIR:
            .folder
        default:
            .other
        }
    }
}

/// Whether `left` stands before `right` by its UTF-8 bytes. String's own `<` compares normalised
/// forms, where two different file names can be equal.
func bytesPrecede(_ left: String, _ right: String) -> Bool {
    let answer = left.utf8.withContiguousStorageIfAvailable { a in
        right.utf8.withContiguousStorageIfAvailable { b in bytesPrecede(a, b) }
    }
    if case .some(.some(let precedes)) = answer { return precedes }
    return left.utf8.lexicographicallyPrecedes(right.utf8)
}

/// Whether `left` stands before `right`; bytes are compared as numbers from 0 to 255.
func bytesPrecede(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = left.baseAddress, let second = right.baseAddress else {
        return left.count < right.count
    }
    let order = memcmp(first, second, min(left.count, right.count))
    return order == 0 ? left.count < right.count : order < 0
}

extension FolderError {
    /// The error for a failed system call on `path`, kind `noInput`.
    package static func system(_ code: CInt, path: String) -> FolderError {
        let remedy =
            switch code {
            case EACCES, EPERM: "give this user permission to read and enter it"
            case ENOENT: "check the path"
            case ENOTDIR: "name a folder, not a file"
            default: "check the file system"
            }
        let what =
            switch code {
            case ENOENT: "no such folder"
            case EACCES, EPERM: "permission denied"
            case ENOTDIR: "not a folder"
            default: "cannot be read (\(String(cString: strerror(code))))"
            }
        return FolderError(.noInput, path: path, what: what, remedy: remedy)
    }
}
