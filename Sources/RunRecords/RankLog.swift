package import Files
import Glibc
import SystemPackage

/// The file `logs/rank-NNN.log`: what one rank did, a line each that begins with the time in UTC. A run
/// that goes on adds to it.
///
/// It helps to find out what happened, and no more: lines are not brought to the disk at once, and one
/// that cannot be written is lost.
package struct RankLog: Sendable {
    package let path: String
    /// Open until the process ends.
    package let descriptor: CInt
    private let fileSystem: any FileSystem

    /// Opens the file, which is made in a folder that is there.
    package init(path: String, fileSystem: any FileSystem = POSIXFileSystem()) throws(FileError) {
        self.path = path
        self.fileSystem = fileSystem
        descriptor = try fileSystem.attemptToCreate(
            "open", path, fileSystem.open(path, for: .appending))
    }

    /// Adds a text, each of its lines with the time.
    /// - Returns: whether the file has taken it.
    @discardableResult
    package func write(_ text: String) -> Bool {
        let time = RunFolder.utcText(Int(Glibc.time(nil)))
        let lines = text.split(separator: "\n").map { "\(time) \($0)\n" }
        // In one piece: the line of a crash may come from another thread.
        let bytes = Array(lines.joined().utf8)
        let count = try? bytes.withUnsafeBytes { bytes throws(Errno) in
            try fileSystem.write(descriptor, bytes)
        }
        return count == bytes.count
    }

    /// The last lines of a rank's log; none where it cannot be read.
    package static func lastLines(
        _ count: Int, of path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) -> [String] {
        guard (try? fileSystem.holdsFile(path)) == true else { return [] }
        let text = (try? InputFile.contents(of: path, fileSystem: fileSystem)) ?? []
        return String(decoding: text, as: UTF8.self).split(separator: "\n").suffix(count)
            .map(String.init)
    }
}
