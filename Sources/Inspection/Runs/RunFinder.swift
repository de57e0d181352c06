import Datasets
import Files
import Glibc
import RunRecords

/// Finds the run folders below a folder, each once, whatever links lead to it.
struct RunFinder {
    /// A folder that holds a run, or that cannot be looked at.
    struct Found {
        /// Its path below the folder that was searched; the whole path of that folder itself.
        let name: String
        let folder: RunFolder
    }

    private(set) var found: [Found] = []
    /// Folders that were looked at, by device and inode.
    private var seen: Set<[UInt64]> = []
    /// Looked at last, so that `latest` does not take the name of the run that it leads to.
    private var links: [(path: String, name: String, levels: Int)] = []
    private let fileSystem = POSIXFileSystem()

    /// A sweep puts its run folders into one of their own: `runs/sweep/seed-1`.
    private static let levels = 2

    /// - Parameter top: a folder of run folders, or a run folder.
    /// - Throws: `FolderError` when `top` is no folder that can be listed.
    init(in top: String) throws(FolderError) {
        // The system's word on why the folder cannot be used; below it such a folder has no runs.
        guard let stream = opendir(top) else { throw .system(errno, path: top) }
        closedir(stream)
        search(top, name: top, names: "", levels: Self.levels)
        while !links.isEmpty {
            let link = links.removeFirst()
            search(link.path, name: link.name, names: "\(link.name)/", levels: link.levels)
        }
    }

    /// - Parameters:
    ///   - names: what the names of runs inside begin with.
    ///   - levels: how many levels of folders below may hold runs.
    private mutating func search(_ path: String, name: String, names: String, levels: Int) {
        guard let identity = Self.identity(ofFolder: path), seen.insert(identity).inserted else {
            return
        }
        let folder = RunFolder(path)
        // A folder that may not be entered is listed with the reason.
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

    /// Nil for anything but a folder, or a link to one.
    private static func identity(ofFolder path: String) -> [UInt64]? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return [UInt64(status.st_dev), UInt64(status.st_ino)]
    }
}
