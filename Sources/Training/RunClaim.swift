import RunRecords

/// Rank 0's right to write a run folder: the folder and its lock.
struct RunClaim {
    let folder: RunFolder
    private let lock: RunLock

    /// Makes the folder where it is not there, and locks it.
    ///
    /// - Throws: `FileError` or `RunLockError` (73) when the folder cannot be had.
    init(_ folder: RunFolder) throws {
        try folder.create()
        self.folder = folder
        lock = try RunLock(path: folder.lockPath)
    }

    /// The claim on a folder that has been a run's before; nil for any other.
    ///
    /// It can be had before the images are loaded, so that a second job is refused at once. A new
    /// folder is made when the images are known to be good: bad ones leave no folder behind.
    static func ofUsed(_ folder: RunFolder) throws -> RunClaim? {
        folder.hasBeenLocked ? try RunClaim(folder) : nil
    }
}
