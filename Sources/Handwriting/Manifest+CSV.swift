extension Manifest {
    /// `dataDigest` as 16 hexadecimal digits.
    package var dataDigestText: String { hexadecimal(dataDigest) }

    fileprivate static let header = ["path", "label", "split", "worker", "digest"]

    /// The manifest as CSV by RFC 4180 with line feeds: fields with a comma, a quote or a line
    /// break stand in quotes, quotes are doubled. The digest is 16 hexadecimal digits.
    package var csv: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * 64 + 64)
        func appendLine(_ fields: [String]) {
            for (place, field) in fields.enumerated() {
                if place > 0 { bytes.append(comma) }
                appendQuotedIfNeeded(field, to: &bytes)
            }
            bytes.append(lineFeed)
        }
        appendLine(Manifest.header)
        for row in rows {
            appendLine([
                row.path, row.label, row.split.rawValue, row.worker.map { String($0) } ?? "",
                hexadecimal(row.digest),
            ])
        }
        return bytes
    }

    /// Reads what `csv` wrote; carriage returns before line feeds are accepted.
    /// - Throws: `ManifestError` naming the line.
    package init(csv bytes: [UInt8]) throws(ManifestError) {
        var reader = CSVReader(bytes: bytes)
        guard let header = try reader.record(), header == Manifest.header else {
            throw ManifestError(
                line: 1, what: "the header is not \(Manifest.header.joined(separator: ","))")
        }
        var rows: [Row] = []
        while let fields = try reader.record() {
            rows.append(try Row(fields: fields, line: reader.recordLine))
        }
        self.init(rows: rows)
        // Sorted, so the same file would be two neighbours.
        for (one, other) in zip(self.rows, self.rows.dropFirst())
        where (one.split == .test) == (other.split == .test)
            && one.path.utf8.elementsEqual(other.path.utf8)
        {
            throw ManifestError(line: 1, what: "\"\(one.path)\" is listed twice")
        }
    }
}

extension Manifest.Row {
    fileprivate init(fields: [String], line: Int) throws(ManifestError) {
        func fail(_ what: String) -> ManifestError { ManifestError(line: line, what: what) }
        guard fields.count == 5 else { throw fail("\(fields.count) fields instead of 5") }
        guard !fields[0].isEmpty else { throw fail("an empty path") }
        guard let split = Manifest.Split(rawValue: fields[2]) else {
            throw fail("\"\(fields[2].prefix(20))\" is neither train nor validation nor test")
        }
        let worker = Int(fields[3])
        let isLegal =
            split == .train ? worker.map { (0..<1_000_000).contains($0) } == true : fields[3] == ""
        guard isLegal else {
            throw fail("worker \"\(fields[3].prefix(20))\" with split \(split.rawValue)")
        }
        guard fields[4].utf8.count == 16, fields[4].utf8.allSatisfy(isHexadecimal),
            let digest = UInt64(fields[4], radix: 16)
        else {
            throw fail("\"\(fields[4].prefix(20))\" is not a digest of 16 hexadecimal digits")
        }
        self.init(
            path: fields[0], label: fields[1], split: split, worker: worker, digest: digest)
    }
}

/// Splits CSV bytes into records.
private struct CSVReader {
    let bytes: [UInt8]
    /// The line on which the last record began, from 1.
    private(set) var recordLine = 0
    private var position = 0
    private var line = 1

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next record's fields, or nil at the end.
    mutating func record() throws(ManifestError) -> [String]? {
        guard position < bytes.count else { return nil }
        recordLine = line
        var fields: [String] = []
        while true {
            // Else a file of commas would take many times its size in memory.
            guard fields.count < Manifest.header.count else {
                throw ManifestError(line: line, what: "more than \(fields.count) fields")
            }
            fields.append(try field())
            guard position < bytes.count else { return fields }
            let separator = bytes[position]
            position += 1
            if separator == comma { continue }
            if separator == carriageReturn && position < bytes.count
                && bytes[position] == lineFeed
            {
                position += 1
            } else if separator != lineFeed {
                throw ManifestError(line: line, what: "text after a closing quote")
            }
            line += 1
            return fields
        }
    }

    private mutating func field() throws(ManifestError) -> String {
        var content: [UInt8] = []
        if position < bytes.count && bytes[position] == quote {
            content = try quotedContent()
        } else {
            let start = position
            while position < bytes.count, bytes[position] != comma, bytes[position] != lineFeed,
                bytes[position] != carriageReturn
            {
                if bytes[position] == quote {
                    throw ManifestError(line: line, what: "a quote inside an unquoted field")
                }
                position += 1
            }
            content = Array(bytes[start..<position])
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw ManifestError(line: recordLine, what: "a field is not UTF-8")
        }
        return text
    }

    /// The content of the quoted field that begins at `position`, which moves past it.
    private mutating func quotedContent() throws(ManifestError) -> [UInt8] {
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == quote {
                guard position < bytes.count, bytes[position] == quote else { return content }
                position += 1
            }
            if byte == lineFeed { line += 1 }
            content.append(byte)
        }
        throw ManifestError(line: recordLine, what: "a quoted field without an end")
    }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

private func appendQuotedIfNeeded(_ field: String, to bytes: inout [UInt8]) {
    let needsQuotes = field.utf8.contains {
        $0 == comma || $0 == quote || $0 == lineFeed || $0 == carriageReturn
    }
    guard needsQuotes else {
        bytes.append(contentsOf: field.utf8)
        return
    }
    bytes.append(quote)
    for byte in field.utf8 {
        if byte == quote { bytes.append(quote) }
        bytes.append(byte)
    }
    bytes.append(quote)
}

private func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
}
