/// Splits CSV bytes (RFC 4180; lines end in LF or CRLF) into records. A byte order mark at the
/// beginning is skipped, and the apostrophe of `FormulaGuard` is removed.
///
///     var reader = CSVReader(bytes: bytes, fieldLimit: 5)
///     while let fields = try reader.record() { … }
package struct CSVReader {
    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private let bytes: [UInt8]
    /// The maximum number of fields in a record. Without a limit, a file of commas would take many
    /// times its size in memory.
    private let fieldLimit: Int
    /// The line on which the last record began, counted from 1; a quoted field may span several
    /// lines.
    package private(set) var recordLine = 0
    private var position: Int
    private var line = 1

    package init(bytes: [UInt8], fieldLimit: Int) {
        self.bytes = bytes
        self.fieldLimit = fieldLimit
        position = bytes.starts(with: CSVText.byteOrderMark) ? CSVText.byteOrderMark.count : 0
    }

    /// The fields of the next record, or nil at the end of the file.
    ///
    /// - Throws: `CSVError` with the line, for bytes that are not CSV or not UTF-8.
    package mutating func record() throws(CSVError) -> [String]? {
        guard position < bytes.count else { return nil }
        recordLine = line
        var fields: [String] = []
        while true {
            guard fields.count < fieldLimit else {
                throw CSVError(line: line, what: "more than \(fields.count) fields")
            }
            fields.append(try field())
            guard position < bytes.count else { return fields }
            let separator = bytes[position]
            position += 1
            if separator == Self.comma { continue }
            if separator == Self.carriageReturn && position < bytes.count
                && bytes[position] == Self.lineFeed
            {
                position += 1
            } else if separator == Self.carriageReturn {
                throw CSVError(line: line, what: "a carriage return without a line feed after it")
            } else if separator != Self.lineFeed {
                throw CSVError(line: line, what: "text after a closing quote")
            }
            line += 1
            return fields
        }
    }

    /// The text of the field at `position`, which moves to the separator after it.
    private mutating func field() throws(CSVError) -> String {
        let content: ArraySlice<UInt8>
        if position < bytes.count && bytes[position] == Self.quote {
            content = try quotedContent()[...]
        } else {
            let start = position
            while position < bytes.count, bytes[position] != Self.comma,
                bytes[position] != Self.lineFeed,
                bytes[position] != Self.carriageReturn
            {
                if bytes[position] == Self.quote {
                    throw CSVError(line: line, what: "a quote inside an unquoted field")
                }
                position += 1
            }
            content = bytes[start..<position]
        }
        guard let text = String(validating: FormulaGuard.unguarded(content), as: UTF8.self) else {
            throw CSVError(line: recordLine, what: "a field is not UTF-8")
        }
        return text
    }

    /// The content of the quoted field that begins at `position`, which moves past it.
    private mutating func quotedContent() throws(CSVError) -> [UInt8] {
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == Self.quote {
                guard position < bytes.count, bytes[position] == Self.quote else { return content }
                position += 1
            }
            if byte == Self.lineFeed { line += 1 }
            content.append(byte)
        }
        throw CSVError(line: recordLine, what: "a quoted field without an end")
    }
}

/// Where and why bytes are not valid CSV. Callers turn it into an error that also names the file.
package struct CSVError: Error, Equatable {
    /// The line, from 1, on which the bad record begins.
    package let line: Int
    package let what: String

    package init(line: Int, what: String) {
        self.line = line
        self.what = what
    }
}
