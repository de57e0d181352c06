package import Files

/// The folder `checkpoints`: the newest checkpoints of a run, and the one of its best epoch.
///
///     checkpoints/best.safetensors
///     checkpoints/epoch-0003-step-000000.safetensors
///     checkpoints/epoch-0003-step-000120.safetensors
package struct CheckpointStore: Sendable {
    package let path: String
    /// The number of newest checkpoints that are kept in addition to the best.
    package let keptCount: Int
    private let fileSystem: any FileSystem

    /// The position in a file name: complete epochs, and steps of the next epoch.
    private typealias Position = (Int, Int)

    private static let suffix = ".safetensors"
    static let damagedSuffix = ".damaged"

    /// - Parameter keptCount: at least 2, so that one damaged file does not lose the run; fewer is
    ///   a programmer error and traps.
    package init(
        path: String, keptCount: Int = 2, fileSystem: any FileSystem = POSIXFileSystem()
    ) {
        precondition(keptCount >= 2, "at least two checkpoints are kept")
        self.path = path
        self.keptCount = keptCount
        self.fileSystem = fileSystem
    }

    /// The folder that contains the checkpoint at `file`.
    package init(holding file: String) {
        self.init(path: Paths.folder(of: file))
    }

    /// The path of `best.safetensors`, the checkpoint of the best epoch.
    package var bestPath: String { Paths.join(path, "best\(Self.suffix)") }

    /// For example `epoch-0003-step-000120.safetensors`: three epochs are complete, and 120 steps
    /// of the fourth.
    package static func fileName(_ position: TrainingPosition) -> String {
        let epoch = padded(position.completedEpochs, width: 4)
        return "epoch-\(epoch)-step-\(padded(position.stepInEpoch, width: 6))\(suffix)"
    }

    /// Adds a checkpoint, then removes those that are no longer among the newest. A checkpoint with
    /// a later position than this one (damaged, or from before a resume from an earlier checkpoint)
    /// is neither counted nor removed.
    /// - Returns: the path of the file.
    /// - Throws: the errors of `Checkpoint.write(to:)`; all older checkpoints then still exist.
    @discardableResult
    package func add(_ checkpoint: Checkpoint) throws -> String {
        let name = Self.fileName(checkpoint.position)
        let file = Paths.join(path, name)
        try checkpoint.write(to: file, fileSystem: fileSystem)
        try removeOutdated(behind: checkpoint.position)
        return file
    }

    /// Prepares the folder for a run that resumes from `position`: leftovers of a killed writer are
    /// synced or removed, and damaged files are renamed to `NAME.damaged`, so that they are not
    /// counted among the newest when old ones are removed.
    package func prepare(
        from position: TrainingPosition, damaged: [CheckpointError]
    ) throws(FileError) {
        for file in damaged.filter({ $0.kind == .damaged }).map(\.path) {
            try fileSystem.attempt(
                "rename", file, fileSystem.rename(file, to: file + Self.damagedSuffix))
        }
        // A writer that was killed between the rename and the fsync of the folder left a name that
        // is not durable. A power failure could remove it, even after a summary that refers to it
        // was written.
        try AtomicFile.synchronizeDirectory(path, fileSystem: fileSystem)
        try removeOutdated(behind: position)
    }

    /// Writes a checkpoint as `best.safetensors`, in place of the previous best.
    package func replaceBest(_ checkpoint: Checkpoint) throws {
        try checkpoint.write(to: bestPath, fileSystem: fileSystem)
    }

    /// The paths of the checkpoints except the best, newest first; empty if there is no folder.
    package func list() throws(FileError) -> [String] {
        try names().map { Paths.join(path, $0.name) }
    }

    /// The newest intact checkpoint.
    /// - Returns: the checkpoint and its path, or nil if there is no checkpoint at all; and the
    ///   errors of all newer ones, newest first.
    /// - Throws: `FileError` if the folder cannot be listed; the `CheckpointError` of the newest
    ///   checkpoint if there are checkpoints but none can be used, because starting from the
    ///   beginning would overwrite them.
    package func newestVerified() throws -> (
        newest: (checkpoint: Checkpoint, path: String)?, damaged: [CheckpointError]
    ) {
        var damaged: [CheckpointError] = []
        for file in try list() {
            do {
                return ((try read(file), file), damaged)
            } catch {
                damaged.append(error)
            }
        }
        if let newest = damaged.first { throw newest }
        return (nil, [])
    }

    /// Reads the checkpoint at `file`, which must be a regular file.
    package func read(_ file: String) throws(CheckpointError) -> Checkpoint {
        do {
            _ = try fileSystem.holdsFile(file)
        } catch {
            throw CheckpointError(error)
        }
        return try Checkpoint.read(file, fileSystem: fileSystem)
    }

    /// All names of the form of `fileName`, newest first, with their positions; other files are
    /// ignored.
    private func names() throws(FileError) -> [(name: String, position: Position)] {
        try entries()
            .compactMap { name in Self.position(of: name).map { (name: name, position: $0) } }
            .sorted { $0.position > $1.position }
    }

    /// Removes checkpoints that are no longer among the newest up to `position`, and leftovers of
    /// writers.
    private func removeOutdated(behind position: TrainingPosition) throws(FileError) {
        let newest = (position.completedEpochs, position.stepInEpoch)
        let upToThis = try names().drop { $0.position > newest }
        for old in upToThis.dropFirst(keptCount) { try remove(old.name) }
        try removeTemporaries()
    }

    private func entries() throws(FileError) -> [String] {
        try fileSystem.attempt("list folder", path, fileSystem.entriesIfPresent(of: path))
    }

    private func remove(_ name: String) throws(FileError) {
        let file = Paths.join(path, name)
        try fileSystem.attempt("remove", file, fileSystem.remove(file))
    }

    /// Removes the temporary files of killed writers.
    private func removeTemporaries() throws(FileError) {
        for name in try entries() where AtomicFile.isTemporary(name) { try remove(name) }
    }

    /// The inverse of `fileName`, without the global step; nil for other names.
    private static func position(of name: String) -> Position? {
        let parts = name.dropLast(suffix.count).split(
            separator: "-", omittingEmptySubsequences: false)
        guard name.hasSuffix(suffix), parts.count == 4, parts[0] == "epoch", parts[2] == "step",
            let epoch = Int(parts[1]), let step = Int(parts[3])
        else { return nil }
        let position = TrainingPosition(completedEpochs: epoch, stepInEpoch: step, globalStep: 0)
        return fileName(position) == name ? (epoch, step) : nil
    }

    private static func padded(_ number: Int, width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
