import Datasets
import Files
import Glibc
import RunRecords

/// Finds the run folders below a folder. Each is found once, even if links such as `latest` also
/// lead to it.
///
///     runs/letters           letters
///     runs/sweep/seed-1      sweep/seed-1
///     runs/latest            a link to letters, not listed again
struct RunFinder {
    /// A folder that contains a run, or that cannot be examined.
    struct Found {
        /// The path below the folder that was searched; for that folder itself, its whole path.
        let name: String
        /// The run folder.
        let folder: RunFolder
    }

    /// The run folders, in the order in which they were found.
    private(set) var found: [Found] = []
    /// The folders that were visited, by device and inode.
    private var seen: Set<[UInt64]> = []
    /// Links, which are visited last, so that a run is listed by its own name and not as `latest`.
    private var links: [(path: String, name: String, levels: Int)] = []
    private let fileSystem = POSIXFileSystem()

    /// The depth of the search. A sweep puts its run folders into a folder of their own:
    /// `runs/sweep/seed-1`.
    private static let levels = 2

    /// - Parameter top: a folder of run folders, or a run folder.
    /// - Throws: `FolderError` if `top` is not a folder that can be listed.
    init(in top: String) throws(FolderError) {
        // An unreadable `top` is an error, while unreadable folders below it are skipped.
        guard let stream = opendir(top) else { throw .system(errno, path: top) }
        closedir(stream)
        search(top, name: top, names: "", levels: Self.levels)
        while !links.isEmpty {
            let link = links.removeFirst()
            search(link.path, name: link.name, names: "\(link.name)/", levels: link.levels)
        }
    }

    /// - Parameters:
    ///   - names: the prefix of the names of runs inside.
    ///   - levels: the number of folder levels below that may contain runs.
    private mutating func search(_ path: String, name: String, names: String, levels: Int) {
        guard let identity = Self.identity(ofFolder: path), seen.insert(identity).inserted else {
            return
        }
        let folder = RunFolder(path)
        // A folder that cannot be entered is listed with the reason.
        if (try? folder.holdsRun()) ?? true {
            found.append(Found(name: name, folder: folder))
            return
        }
        guard levels > 0, let entries = try? fileSystem.entries(of: path) else { return }
        for entry in entries {
            let inner = (path: Paths.join(path, entry), name: names + entry, levels: levels - 1)
            switch try? fileSystem.entryKind(inner.path) {
            case .directory:
                search(
                    inner.path, name: inner.name, names: "\(inner.name)/", levels: inner.levels)
            case .link: links.append(inner)
            default: break
            }
        }
    }

    /// Device and inode of a folder or of the folder that a link leads to; nil for anything else.
    private static func identity(ofFolder path: String) -> [UInt64]? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return [UInt64(status.st_dev), UInt64(status.st_ino)]
    }
}
