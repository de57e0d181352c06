import Glibc
import RunRecords

/// What a bad disk does to the newest checkpoint of a run that is not running.
enum CheckpointDamage {
    /// Cuts the file or changes up to 16 of its bytes, if there is an older one to go on from.
    /// - Parameter choice: decides where.
    /// - Returns: whether there was.
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
            // Places all over the file, its header included.
            let place = off_t((choice >> 4 &* UInt64(2 * index + 1)) % UInt64(byteCount))
            var byte: UInt8 = 0
            guard pread(file, &byte, 1, place) == 1 else { return false }
            byte ^= UInt8(1 << (index % 8))
            guard pwrite(file, &byte, 1, place) == 1 else { return false }
        }
        return true
    }
}
