package import Files
import Glibc
import SystemPackage

/// The file `logs/rank-NNN.log`: the events of one rank, one per line, each with the time in UTC. A
/// resumed run appends to it.
///
/// The log is for diagnosis only: lines are not synced to the disk, and a line that cannot be
/// written is lost without stopping the run.
package struct RankLog: Sendable {
    package let path: String
    /// Open until the process ends.
    package let descriptor: CInt
    private let fileSystem: any FileSystem

    /// Opens the file, and creates it if needed; its folder must exist.
    package init(path: String, fileSystem: any FileSystem = POSIXFileSystem()) throws(FileError) {
        self.path = path
        self.fileSystem = fileSystem
        descriptor = try fileSystem.attemptToCreate(
            "open", path, fileSystem.open(path, for: .appending))
    }

    /// Appends a text, with the time before each of its lines.
    /// - Returns: whether the write succeeded.
    @discardableResult
    package func write(_ text: String) -> Bool {
        let time = RunFolder.utcText(Int(Glibc.time(nil)))
        let lines = text.split(separator: "\n").map { "\(time) \($0)\n" }
        // A single write, because the crash handler may write a line from another thread.
        let bytes = Array(lines.joined().utf8)
        let count = try? bytes.withUnsafeBytes { bytes throws(Errno) in
            try fileSystem.write(descriptor, bytes)
        }
        return count == bytes.count
    }

    /// The last `count` lines of a rank's log; empty if it cannot be read.
    package static func lastLines(
        _ count: Int, of path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) -> [String] {
        guard (try? fileSystem.holdsFile(path)) == true else { return [] }
        let text = (try? InputFile.contents(of: path, fileSystem: fileSystem)) ?? []
        return String(decoding: text, as: UTF8.self).split(separator: "\n").suffix(count)
            .map(String.init)
    }
}
