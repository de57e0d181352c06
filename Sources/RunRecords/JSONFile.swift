package import Failures
package import Files
import FoundationEssentials

/// How the run folder writes and reads JSON: keys sorted, so that equal values give equal text;
/// numbers in the shortest form that reads back to the same bits.
package enum JSONFile {
    /// One line of JSON without spaces or a newline. NaN and the infinities are written as strings.
    package static func line(_ value: some Encodable) throws(RecordError) -> [UInt8] {
        try encode(value, pretty: false)
    }

    /// Reads what `line` or `write` gave.
    /// - Parameters:
    ///   - path, line: where the text stands, for the message.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, from text: some Collection<UInt8>, path: String, line: Int? = nil
    ) throws(RecordError) -> Value {
        // The decoder takes them inside of strings, where a power cut may have left them for others.
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

    /// Writes `value` over several lines, as a whole or not at all.
    package static func write(
        _ value: some Encodable, to path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws {
        let text = try encode(value, pretty: true) + [UInt8(ascii: "\n")]
        try AtomicFile.replace(path, bytes: text, fileSystem: fileSystem)
    }

    /// Reads a file that `write` made.
    /// - Throws: `FileError` when it cannot be read, `RecordError` when it does not hold a `Value`.
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

/// A record of the run folder (configuration, metrics, summary) does not hold what it should.
package struct RecordError: Failure, Equatable {
    package let path: String
    /// Counted from 1; nil where the file is one record.
    package let line: Int?
    package let what: String
    package let remedy: String?
    /// Whether another version of the program wrote the record.
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

    /// The error for a whole record of a format that this program does not read.
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

    /// A decoding error in one line: the place in the record and what is wrong there.
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
