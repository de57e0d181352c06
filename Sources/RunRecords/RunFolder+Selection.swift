import Failures
package import Files
import SystemPackage

extension Checkpoint {
    /// The checkpoint at a path, or of the run folder at that path. For a finished run it is the
    /// checkpoint whose weights produced the run's result; for an unfinished run it is the newest,
    /// or with `--select best` the best.
    ///
    /// - Returns: the checkpoint and its path.
    /// - Throws: `FileError`, `CheckpointError` or `RecordError` if there is none, none with those
    ///   weights, or it cannot be read.
    package static func read(
        fileOrRun path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws -> (checkpoint: Checkpoint, path: String) {
        // This follows links such as runs/latest.
        guard (try? fileSystem.entries(of: path)) != nil else {
            return (try Checkpoint.read(path, fileSystem: fileSystem), path)
        }
        return try RunFolder(path, fileSystem: fileSystem).selectedCheckpoint()
    }
}

extension RunFolder {
    fileprivate func selectedCheckpoint() throws -> (checkpoint: Checkpoint, path: String) {
        let (newest, damaged) = try checkpoints.newestVerified()
        if let evaluated = try summary()?.evaluated {
            return try evaluatedCheckpoint(evaluated, newest: newest, damaged: damaged)
        }
        guard let newest else { throw noCheckpoint("name a checkpoint, or a run folder with some") }
        guard try configuration()?.settings.selection == .best, let best = try best() else {
            return newest
        }
        return (best, checkpoints.bestPath)
    }

    /// The newest or the best checkpoint, whichever has the weights of the result. Digests are
    /// compared, because the epoch alone does not prove it: a file may be missing, or belong to
    /// another run.
    private func evaluatedCheckpoint(
        _ evaluated: RunSummary.Evaluated, newest: (checkpoint: Checkpoint, path: String)?,
        damaged: [CheckpointError]
    ) throws -> (checkpoint: Checkpoint, path: String) {
        if let newest, newest.checkpoint.usedSHA256 == evaluated.sha256 { return newest }
        let best = try best()
        if let best, best.usedSHA256 == evaluated.sha256 { return (best, checkpoints.bestPath) }
        if let damaged = damaged.first { throw damaged }
        throw noCheckpoint(
            "neither \(checkpoints.bestPath)\(best == nil ? " (missing)" : "") nor "
                + (newest?.path ?? "a newer one")
                + " has the weights of epoch \(evaluated.epoch) that its result was measured with;"
                + " bring the file back, or name the checkpoint to take")
    }

    private func noCheckpoint(_ detail: String) -> FileError {
        FileError(
            .noInput, operation: "read a checkpoint of", path: path, errno: .noSuchFileOrDirectory,
            detail: detail)
    }
}
