import Glibc

extension Checkpoint {
    /// The checkpoint at a path, or of the run folder there: that of the weights which its result was
    /// measured with. A run that is not finished has its newest, or with `--select best` its best.
    ///
    /// - Returns: it and its own path.
    /// - Throws: `FileError`, `CheckpointError` or `RecordError` when there is none, or it cannot be
    ///   read.
    package static func read(
        fileOrRun path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws -> (checkpoint: Checkpoint, path: String) {
        // Through a link such as runs/latest, too.
        guard (try? fileSystem.entries(of: path)) != nil else {
            return (try Checkpoint.read(path, fileSystem: fileSystem), path)
        }
        return try RunFolder(path, fileSystem: fileSystem).selectedCheckpoint()
    }
}

extension RunFolder {
    fileprivate func selectedCheckpoint() throws -> (checkpoint: Checkpoint, path: String) {
        guard let newest = try checkpoints.newestVerified().newest else {
            throw FileError(
                kind: .noInput, operation: "read a checkpoint of", path: path,
                errorNumber: ENOENT, detail: "name a checkpoint, or a run folder with some")
        }
        let best = try best()
        let isBestSelected: Bool
        if let evaluated = try summary()?.evaluated.epoch {
            isBestSelected = best?.position.completedEpochs == evaluated
        } else {
            isBestSelected = try configuration()?.operation.select == "best"
        }
        guard isBestSelected, let best else { return newest }
        return (best, checkpoints.bestPath)
    }
}
