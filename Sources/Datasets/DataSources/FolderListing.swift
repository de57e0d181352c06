import Failures
import Glibc
import Images

/// The entries of one folder, sorted by the bytes of their names, so that every run sees them in
/// the same order.
struct FolderListing {
    /// What an entry is, after following symbolic links.
    enum Kind: Equatable {
        case file(byteCount: Int)
        case folder
        case danglingLink
        case other
    }

    /// One entry that is not hidden.
    struct Item {
        let name: String
        let kind: Kind
        let isLink: Bool
        /// Whether the entry is treated as an image: a file with the name of an image, and not
        /// empty.
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

        /// The size of the file in bytes; 0 for other kinds.
        var byteCount: Int { if case .file(let byteCount) = kind { byteCount } else { 0 } }

        /// Whether the entry is a folder to search. Folders that are named like images contain
        /// previews and are not searched.
        var isEnterable: Bool { kind == .folder && !ImageCodecs.isImageName(name) }
    }

    /// The number of hidden entries (a leading dot, or names such as `Thumbs.db`), which are only
    /// counted.
    private(set) var hiddenCount = 0
    /// The number of entries whose name is not UTF-8, of which no sample key can be made.
    private(set) var unreadableNameCount = 0
    /// The folders among those, with replacement characters in their names.
    private(set) var foldersNotUTF8: [String] = []
    /// Folders that systems create; see `SystemNames`.
    private(set) var systemFolders: [String] = []
    private(set) var items: [Item] = []

    /// Reads the folder at `path`.
    /// - Parameter onEntry: called for each entry, because over a network each may take
    ///   milliseconds.
    /// - Throws: `FolderError` of kind `noInput` if the folder is missing or unreadable.
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

    /// Classifies one entry, without opening it.
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
        // Checked before the failure is reported: system folders are often unreadable for users.
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

    /// Whether `stat` failed because of a dangling link: one to a missing file, in a loop, through
    /// a file, or along a path that is too long.
    private static func isDangling(_ code: CInt) -> Bool {
        [ENOENT, ELOOP, ENOTDIR, ENAMETOOLONG].contains(code)
    }

    /// The entry's name as the bytes that the file system has.
    private static func nameBytes(
        of entry: UnsafeMutablePointer<dirent>
    ) -> UnsafePointer<CChar> {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        return (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
    }

    /// Whether an entry is a symbolic link. Not every file system reports this in the directory
    /// entry.
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

/// Whether `left` precedes `right` by its UTF-8 bytes. String's own `<` compares Unicode-normalized
/// forms, in which two different file names can be equal.
func bytesPrecede(_ left: String, _ right: String) -> Bool {
    let answer = left.utf8.withContiguousStorageIfAvailable { a in
        right.utf8.withContiguousStorageIfAvailable { b in bytesPrecede(a, b) }
    }
    if case .some(.some(let precedes)) = answer { return precedes }
    return left.utf8.lexicographicallyPrecedes(right.utf8)
}

/// Whether `left` precedes `right`; bytes are compared as numbers from 0 to 255.
func bytesPrecede(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = left.baseAddress, let second = right.baseAddress else {
        return left.count < right.count
    }
    let order = memcmp(first, second, min(left.count, right.count))
    return order == 0 ? left.count < right.count : order < 0
}

extension FolderError {
    /// The error for a failed system call on `path`, of kind `noInput`.
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
