import Files
import RunRecords

/// One side of a comparison: a run folder or a checkpoint.
///
/// Only paths are collected here. Checkpoints are read one pair at a time, so that a comparison
/// never has more than two of them in memory.
struct ComparedPlace {
    /// As the user gave it.
    let path: String
    /// The run folder; nil if this side is a checkpoint.
    let run: RunFolder?
    /// The paths of the checkpoints by name, such as "epoch-0001-step-000000". For a single
    /// checkpoint it contains only that one.
    let checkpoints: [String: String]
    /// The path of the best epoch's checkpoint; nil if there is none, or if this side is a
    /// checkpoint.
    let bestPath: String?

    /// - Throws: `FolderError` or `FileError` if the path is neither, or cannot be examined.
    init(_ path: String) throws {
        self.path = path
        switch try RunPlace(path) {
        case .checkpoint(let path):
            run = nil
            checkpoints = [Self.name(of: path): path]
            bestPath = nil
        case .run(let folder):
            run = folder
            let paths = try folder.checkpoints.list()
            checkpoints = Dictionary(paths.map { (Self.name(of: $0), $0) }) { first, _ in first }
            bestPath = try folder.hasBest() ? folder.checkpoints.bestPath : nil
        }
    }

    /// The file name without its extension.
    private static func name(of path: String) -> String {
        let file = Paths.name(of: path)
        let suffix = ".safetensors"
        return file.hasSuffix(suffix) ? String(file.dropLast(suffix.count)) : file
    }
}
