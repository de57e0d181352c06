package import Files

/// The file `metrics.jsonl`: one JSON object per line, each with an integer `epoch`, in ascending
/// order.
package struct MetricsLog: Sendable {
    package let path: String
    private let fileSystem: any FileSystem

    private static let newline = UInt8(ascii: "\n")

    package init(path: String, fileSystem: any FileSystem = POSIXFileSystem()) {
        self.path = path
        self.fileSystem = fileSystem
    }

    /// Appends one line and returns when it is durable (fsync).
    /// - Throws: `FileError`, in which case the file is as it was before, or `RecordError` if the
    ///   record has no JSON form.
    package func append(_ record: some Encodable) throws {
        let line = try JSONFile.line(record) + [Self.newline]
        try withFile { descriptor throws(FileError) in
            let byteCount = try fileSystem.attempt(
                "append to", path, fileSystem.byteCount(of: descriptor))
            do throws(FileError) {
                let sink = FileSink(fileSystem: fileSystem, descriptor: descriptor, path: path)
                try sink.write(line)
                try synchronize(descriptor)
                // The first line is in a new file, whose name is not durable yet.
                if byteCount == 0 {
                    try AtomicFile.synchronizeDirectory(
                        Paths.folder(of: path), fileSystem: fileSystem)
                }
            } catch {
                // Half a line would make the next one unreadable. If this fails too, `truncate`
                // removes the half line at the next resume.
                try? fileSystem.truncate(descriptor, to: byteCount)
                throw error
            }
        }
    }

    /// All records in order. An incomplete last line, left by a killed writer or a power failure,
    /// is ignored. Empty if there is no file.
    /// - Throws: `FileError`, or `RecordError` that names the line that is not a `Record`.
    package func records<Record: Decodable>(_ type: Record.Type) throws -> [Record] {
        guard let text = try contents() else { return [] }
        return try Self.lines(of: text).enumerated().map { index, line in
            try JSONFile.decode(type, from: text[line], path: path, line: index + 1)
        }
    }

    /// The size of an incomplete last line, which a killed writer leaves; 0 if there is none.
    /// - Throws: `FileError` or `RecordError` if the file cannot be read.
    package func unfinishedByteCount() throws -> Int {
        guard let text = try contents() else { return 0 }
        return text.reversed().prefix { $0 != Self.newline }.count
    }

    /// Truncates the file to the epochs up to and including `epoch`, counted from 1; 0 empties it.
    /// A run that resumes from an earlier checkpoint writes the later epochs again.
    /// - Returns: the number of lines left.
    /// - Throws: `FileError`, or `RecordError` that names an unreadable line before the cut.
    @discardableResult
    package func truncate(afterEpoch epoch: Int) throws -> Int {
        struct EpochNumber: Decodable {
            let epoch: Int
        }
        guard let text = try contents() else { return 0 }
        var keptLineCount = 0
        var keptByteCount = 0
        var lastEpoch = 0
        for line in Self.lines(of: text) {
            // Lines that are removed need not be readable.
            if lastEpoch >= epoch { break }
            lastEpoch = try JSONFile.decode(
                EpochNumber.self, from: text[line], path: path, line: keptLineCount + 1
            ).epoch
            if lastEpoch > epoch { break }
            keptLineCount += 1
            keptByteCount = line.upperBound + 1
        }
        guard keptByteCount < text.count else { return keptLineCount }
        let byteCount = keptByteCount
        try withFile { descriptor throws(FileError) in
            try fileSystem.attempt("cut back", path, fileSystem.truncate(descriptor, to: byteCount))
            try synchronize(descriptor)
        }
        return keptLineCount
    }

    /// The ranges of the complete lines, without their newlines. They are a lazy sequence, because
    /// a list can take many times the memory of the file. The last line is incomplete if it has no
    /// newline, or zeroes where a power failure left pages unwritten.
    private static func lines(of text: [UInt8]) -> some Sequence<Range<Int>> {
        sequence(state: 0) { begin in
            guard let end = text[begin...].firstIndex(of: newline) else { return nil }
            if text[begin..<end].contains(0), !text[(end + 1)...].contains(newline) { return nil }
            defer { begin = end + 1 }
            return begin..<end
        }
    }

    /// The bytes of the file; nil if there is none.
    private func contents() throws -> [UInt8]? {
        guard try fileSystem.holdsFile(path) else { return nil }
        return try InputFile.contents(of: path, fileSystem: fileSystem)
    }

    private func synchronize(_ descriptor: CInt) throws(FileError) {
        try fileSystem.attempt("synchronize", path, fileSystem.synchronize(descriptor))
    }

    private func withFile(_ body: (CInt) throws(FileError) -> Void) throws(FileError) {
        let descriptor = try fileSystem.attemptToCreate(
            "open", path, fileSystem.open(path, for: .appending))
        do {
            try body(descriptor)
        } catch {
            try? fileSystem.close(descriptor)
            throw error
        }
        try fileSystem.attempt("close", path, fileSystem.close(descriptor))
    }
}
