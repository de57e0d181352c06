import Glibc

/// One folder's entries, sorted by the bytes of their names.
struct FolderListing {
    /// What an entry is, symbolic links followed.
    enum Kind {
        case file(byteCount: Int)
        case folder(FolderIdentity)
        case danglingLink
        case other
    }

    struct Item {
        let name: String
        let kind: Kind
    }

    /// Hidden entries (a leading dot, or macOS's `__MACOSX`) are only counted.
    private(set) var hiddenCount = 0
    /// Entries whose name is not UTF-8 are only counted: no key could be made of them.
    private(set) var unreadableNameCount = 0
    private(set) var items: [Item] = []
    /// The listed folder itself.
    let identity: FolderIdentity

    /// Reads the folder at `path`.
    /// - Parameter onEntry: called for each entry: over a network each may take milliseconds.
    /// - Throws: `FolderError` of kind `noInput` when the folder is missing or unreadable.
    init(_ path: String, onEntry: (() -> Void)? = nil) throws(FolderError) {
        guard let stream = opendir(path) else {
            throw FolderError.system(errno, path: path)
        }
        defer { closedir(stream) }
        let descriptor = dirfd(stream)
        var ownStatus = stat()
        guard fstat(descriptor, &ownStatus) == 0 else {
            throw FolderError.system(errno, path: path)
        }
        identity = FolderIdentity(ownStatus)
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw FolderError.system(errno, path: path) }
                break
            }
            onEntry?()
            guard let name = FolderListing.name(of: entry) else {
                unreadableNameCount += 1
                continue
            }
            if name == "." || name == ".." { continue }
            if name.utf8.first == UInt8(ascii: ".") || name == "__MACOSX" {
                hiddenCount += 1
                continue
            }
            var status = stat()
            if fstatat(descriptor, name, &status, 0) == 0 {
                items.append(Item(name: name, kind: FolderListing.kind(of: status)))
            } else if FolderListing.isDangling(errno) {
                items.append(Item(name: name, kind: .danglingLink))
            } else {
                throw FolderError.system(errno, path: path + "/" + name)
            }
        }
        items.sort { bytesPrecede($0.name, $1.name) }
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

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        let bytes = UnsafeRawPointer(entry) + offset
        return String(validatingCString: bytes.assumingMemoryBound(to: CChar.self))
    }

    private static func kind(of status: stat) -> Kind {
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            .file(byteCount: Int(status.st_size))
        case S_IFDIR:
            .folder(FolderIdentity(status))
        default:
            .other
        }
    }
}

/// What makes two paths the same folder.
struct FolderIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}

/// Whether `left` stands before `right` by its UTF-8 bytes. String's own `<` compares normalised
/// forms, where two different file names can be equal.
func bytesPrecede(_ left: String, _ right: String) -> Bool {
    let answer = left.utf8.withContiguousStorageIfAvailable { a in
        right.utf8.withContiguousStorageIfAvailable { b in
            guard let first = a.baseAddress, let second = b.baseAddress else {
                return a.count < b.count
            }
            let order = memcmp(first, second, min(a.count, b.count))
            return order == 0 ? a.count < b.count : order < 0
        }
    }
    if case .some(.some(let precedes)) = answer { return precedes }
    return left.utf8.lexicographicallyPrecedes(right.utf8)
}

extension FolderError {
    /// The error for a failed system call on `path`, kind `noInput`.
    static func system(_ code: CInt, path: String) -> FolderError {
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
