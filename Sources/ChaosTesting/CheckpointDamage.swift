import Glibc
import RunRecords

/// Damages the newest checkpoint of a run, as a bad disk could, while nothing uses it.
enum CheckpointDamage {
    /// Truncates the file or flips a bit in up to 16 of its bytes, if there is an older checkpoint
    /// to resume from.
    ///
    /// - Parameter choice: random bits that decide where.
    /// - Returns: whether the file was damaged.
    static func inflict(
        _ kind: ChaosEvent.Kind, on checkpoints: CheckpointStore, choice: UInt64
    ) throws -> Bool {
        let files = try checkpoints.list()
        guard files.count > 1 else { return false }
        let file = open(files[0], O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        let byteCount = Int(lseek(file, 0, SEEK_END))
        if kind == .truncateCheckpoint {
            return ftruncate(file, off_t(choice % UInt64(byteCount))) == 0
        }
        for index in 0..<Int(1 + choice % 16) {
            // Anywhere in the file, including its header.
            let offset = off_t((choice >> 4 &* UInt64(2 * index + 1)) % UInt64(byteCount))
            var byte: UInt8 = 0
            guard pread(file, &byte, 1, offset) == 1 else { return false }
            byte ^= UInt8(1 << (index % 8))
            guard pwrite(file, &byte, 1, offset) == 1 else { return false }
        }
        return true
    }
}
