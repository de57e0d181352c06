package import Failures
package import Files
import FoundationEssentials

/// Reads and writes the JSON of the run folder. Keys are sorted, so equal values give equal text,
/// and numbers have the shortest form that is read back to the same bits.
package enum JSONFile {
    /// One line of JSON without spaces and without a newline. NaN and infinities are written as
    /// strings.
    package static func line(_ value: some Encodable) throws(RecordError) -> [UInt8] {
        try encode(value, pretty: false)
    }

    /// Decodes text that `line` or `write` has written.
    /// - Parameters:
    ///   - path, line: the place of the text, for the message.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, from text: some Collection<UInt8>, path: String, line: Int? = nil
    ) throws(RecordError) -> Value {
        // JSONDecoder accepts zero bytes inside strings, but they may be blocks that a power
        // failure left unwritten.
        guard !text.contains(0) else {
            throw RecordError(path: path, line: line, what: "it has a zero byte")
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do {
            return try decoder.decode(type, from: Data(text))
        } catch {
            throw RecordError(path: path, line: line, what: RecordError.text(of: error))
        }
    }

    /// Writes `value` with line breaks and indentation, atomically.
    package static func write(
        _ value: some Encodable, to path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws {
        let text = try encode(value, pretty: true) + [UInt8(ascii: "\n")]
        try AtomicFile.replace(path, bytes: text, fileSystem: fileSystem)
    }

    /// Reads a file that `write` has written.
    /// - Throws: `FileError` if it cannot be read, `RecordError` if it does not contain a `Value`.
    package static func read<Value: Decodable>(
        _ type: Value.Type, from path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws -> Value {
        let text = try InputFile.contents(of: path, fileSystem: fileSystem)
        return try decode(type, from: text, path: path)
    }

    private static func encode(
        _ value: some Encodable, pretty: Bool
    ) throws(RecordError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty
            ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            : [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do {
            return [UInt8](try encoder.encode(value))
        } catch {
            throw RecordError(path: "a record", line: nil, what: RecordError.text(of: error))
        }
    }
}

/// Why a record of the run folder (configuration, metrics, summary) cannot be used.
package struct RecordError: Failure, Equatable {
    package let path: String
    /// The line, counted from 1; nil if the file is one record.
    package let line: Int?
    package let what: String
    package let remedy: String?
    /// Whether a different version of the program wrote the record.
    let isOfOtherVersion: Bool

    package init(
        path: String, line: Int?, what: String,
        remedy: String = "restore the file or choose another --run"
    ) {
        self.path = path
        self.line = line
        self.what = what
        self.remedy = remedy
        isOfOtherVersion = false
    }

    /// The error for an intact record in a format that this program does not read.
    init(otherVersion path: String, what: String) {
        self.path = path
        line = nil
        self.what = what
        remedy = RecordVersion.remedy
        isOfOtherVersion = true
    }

    package var location: String? { path + (line.map { ", line \($0)" } ?? "") }
    package var exitStatus: ExitStatus { .badData }
    package var sentence: String { "cannot use \(location ?? path): \(what)" }

    /// A decoding error as one line: the place in the record and what is wrong there, for example
    /// "schedule.epochs: a value is missing".
    static func text(of error: any Error) -> String {
        func text(_ context: DecodingError.Context, _ what: String) -> String {
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            return place.isEmpty ? what : "\(place): \(what)"
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            return text(context, "the key \(key.stringValue) is missing")
        case DecodingError.valueNotFound(_, let context):
            return text(context, "a value is missing")
        case DecodingError.typeMismatch(_, let context):
            return text(context, context.debugDescription)
        case DecodingError.dataCorrupted(let context):
            return text(context, context.debugDescription)
        default:
            return "\(error)"
        }
    }
}
