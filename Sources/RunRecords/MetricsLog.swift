package import Files

/// The file `metrics.jsonl`: one JSON object a line, each with an integer `epoch`, in their order.
package struct MetricsLog: Sendable {
    package let path: String
    private let fileSystem: any FileSystem

    private static let newline = UInt8(ascii: "\n")

    package init(path: String, fileSystem: any FileSystem = POSIXFileSystem()) {
        self.path = path
        self.fileSystem = fileSystem
    }

    /// Adds one line and returns when it is on the disk.
    /// - Throws: `FileError`, the file then as it was before, or `RecordError` when the record has
    ///   no JSON form.
    package func append(_ record: some Encodable) throws {
        let line = try JSONFile.line(record) + [Self.newline]
        try withFile { descriptor throws(FileError) in
            let byteCount = try fileSystem.attempt(
                "append to", path, fileSystem.byteCount(of: descriptor))
            do throws(FileError) {
                let sink = FileSink(fileSystem: fileSystem, descriptor: descriptor, path: path)
                try sink.write(line)
                try synchronize(descriptor)
                // The first line comes into a new file, whose name is not on the disk yet.
                if byteCount == 0 {
                    try AtomicFile.synchronizeDirectory(
                        Paths.folder(of: path), fileSystem: fileSystem)
                }
            } catch {
                // Half a line would make the next one unreadable. If this fails too, `truncate`
                // drops the half line at the next resume.
                try? fileSystem.truncate(descriptor, to: byteCount)
                throw error
            }
        }
    }

    /// All records in their order; a last line that a killed writer or a power cut left torn is
    /// passed over. Empty without a file.
    /// - Throws: `FileError`, or `RecordError` naming the line that is no `Record`.
    package func records<Record: Decodable>(_ type: Record.Type) throws -> [Record] {
        guard let text = try contents() else { return [] }
        return try Self.lines(of: text).enumerated().map { index, line in
            try JSONFile.decode(type, from: text[line], path: path, line: index + 1)
        }
    }

    /// The bytes of a last line without an end, which a killed writer leaves; 0 without one.
    /// - Throws: `FileError` or `RecordError` when the file cannot be read.
    package func unfinishedByteCount() throws -> Int {
        guard let text = try contents() else { return 0 }
        return text.reversed().prefix { $0 != Self.newline }.count
    }

    /// Cuts the file back to the epochs up to and with `epoch`, counted from 1; 0 empties it.
    /// - Returns: the number of lines left.
    /// - Throws: `FileError`, or `RecordError` naming a line before the cut that cannot be read.
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
            // What goes anyway need not be readable.
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

    /// The places of the complete lines, without their newlines; one after the other, since a list
    /// of them can take many times the memory of the file. The last is not complete when it has no
    /// end, or zeroes where a power cut came before its pages.
    private static func lines(of text: [UInt8]) -> some Sequence<Range<Int>> {
        sequence(state: 0) { begin in
            guard let end = text[begin...].firstIndex(of: newline) else { return nil }
            if text[begin..<end].contains(0), !text[(end + 1)...].contains(newline) { return nil }
            defer { begin = end + 1 }
            return begin..<end
        }
    }

    /// Nil without a file.
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
