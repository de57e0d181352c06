import Datasets
import Failures
import Glibc
import RunRecords

/// What a path that the user named is: a run folder or a checkpoint. Commands that accept both,
/// such as `verify`, start from it.
enum RunPlace {
    /// A folder with `config.json` or another file of a run.
    case run(RunFolder)
    /// Any file; links are followed.
    case checkpoint(path: String)

    /// - Throws: `FolderError` of kind `noInput` if the path is neither. Files are taken for
    ///   checkpoints; reading them shows whether they are.
    init(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw FolderError(
                .noInput, path: path,
                what: "no run folder or checkpoint"
                    + " (\(String(cString: strerror(errno))))",
                remedy: "check the path")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            self = .checkpoint(path: path)
            return
        }
        let folder = RunFolder(path)
        guard try folder.holdsRun() else {
            throw FolderError(
                .noInput, path: path,
                what: "no run folder: it has neither config.json nor checkpoints",
                remedy: "name a run folder or a checkpoint")
        }
        self = .run(folder)
    }
}
