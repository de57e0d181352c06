import RunFolder

/// One side of a comparison: a run folder or a checkpoint.
struct ComparedPlace {
    let path: String
    /// Nil for a checkpoint.
    let run: RunFolder?
    /// Each checkpoint's path by its name, `best` included; for a checkpoint itself its own.
    let checkpoints: [String: String]

    /// - Throws: `FolderError` or `FileError` when there is neither, or it cannot be looked at.
    init(_ path: String) throws {
        self.path = path
        guard case .run(let folder) = try RunPlace(path) else {
            run = nil
            checkpoints = [Self.name(of: path): path]
            return
        }
        run = folder
        var paths = try folder.checkpoints.list()
        if try folder.hasBest() { paths.append(folder.checkpoints.bestPath) }
        checkpoints = Dictionary(paths.map { (Self.name(of: $0), $0) }) { first, _ in first }
    }

    private static func name(of path: String) -> String {
        let file = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
        let suffix = ".safetensors"
        return String(file.hasSuffix(suffix) ? file.dropLast(suffix.count) : file)
    }
}
