import Files
import RunRecords

/// One side of a comparison: a run folder or a checkpoint.
struct ComparedPlace {
    let path: String
    /// Nil for a checkpoint.
    let run: RunFolder?
    /// Each checkpoint's path by its name; for a checkpoint itself its own.
    let checkpoints: [String: String]
    /// The best epoch's checkpoint of a run; nil without one.
    let bestPath: String?

    /// - Throws: `FolderError` or `FileError` when there is neither, or it cannot be looked at.
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

    private static func name(of path: String) -> String {
        let file = Paths.name(of: path)
        let suffix = ".safetensors"
        return file.hasSuffix(suffix) ? String(file.dropLast(suffix.count)) : file
    }
}
