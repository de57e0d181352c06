import RunRecords

/// Rank 0's right to write a run folder: the folder and its lock.
struct RunClaim {
    let folder: RunFolder
    private let lock: RunLock

    /// Creates the folder if needed, and locks it.
    ///
    /// - Throws: `FileError` or `RunLockError` (73) when the folder cannot be created or locked.
    init(_ folder: RunFolder) throws {
        try folder.create()
        self.folder = folder
        lock = try RunLock(path: folder.lockPath)
    }

    /// Locks a folder that already belongs to a run; nil for any other.
    ///
    /// This happens before the images are loaded, so that a second job in the same folder is
    /// refused at once. A new folder is created only after loading, so that bad images leave no
    /// folder behind.
    static func ofUsed(_ folder: RunFolder) throws -> RunClaim? {
        folder.hasBeenLocked ? try RunClaim(folder) : nil
    }
}
