import Evaluation
import Failures
import FoundationEssentials
import Glibc
import RunRecords

/// What a run folder's files say. Every part may be absent: a run that was stopped has no summary,
/// one without test images no confusion matrix.
struct RunResults {
    var settings: JSONValue?
    var epochs: [EpochRecord] = []
    var summary: RunSummary?
    var confusion: ConfusionTable?

    init() {}

    /// Reads `config.json`, `metrics.jsonl`, `summary.json` and `confusion.csv` of a run folder.
    ///
    /// - Throws: `ReportError` naming the file that is malformed, or the folder when it has neither
    ///   a metrics line nor a summary.
    init(runFolder: String) throws(ReportError) {
        if let (path, data) = try Self.read("config.json", in: runFolder) {
            settings = try Self.decode(JSONValue.self, from: data, path: path)
        }
        if let (path, data) = try Self.read("metrics.jsonl", in: runFolder) {
            epochs = try Self.epochs(in: data, path: path)
        }
        if let (path, data) = try Self.read("summary.json", in: runFolder) {
            summary = try Self.decode(RunSummary.self, from: data, path: path)
        }
        if let (path, data) = try Self.read("confusion.csv", in: runFolder) {
            do {
                confusion = try ConfusionTable(csv: String(decoding: data, as: UTF8.self))
            } catch {
                throw Self.malformed(path, error.description)
            }
        }
        guard !epochs.isEmpty || summary != nil else {
            throw ReportError(
                exitStatus: .noInput, path: runFolder,
                what: "the folder holds neither a line of metrics.jsonl nor a summary.json",
                remedy: "name the folder of a run that has finished an epoch")
        }
    }

    /// The lines of `metrics.jsonl`. A last line that was cut off in writing is left out.
    private static func epochs(in data: Data, path: String) throws(ReportError) -> [EpochRecord] {
        var records: [EpochRecord] = []
        // One after the other: a list of lines can take many times the memory of the file.
        var rest = data
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            let line = rest[..<(end ?? rest.endIndex)]
            rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
            guard !line.isEmpty else { continue }
            let number = records.count + 1
            do {
                let record = try JSONDecoder().decode(EpochRecord.self, from: Data(line))
                guard (0...greatestEpoch).contains(record.epoch) else {
                    throw malformed(path, "line \(number): \(record.epoch) is no epoch")
                }
                records.append(record)
            } catch let error as ReportError {
                throw error
            } catch {
                guard end == nil else { throw malformed(path, "line \(number): \(error)") }
            }
        }
        return records
    }

    private static func decode<T: Decodable>(
        _ type: T.Type, from data: Data, path: String
    ) throws(ReportError) -> T {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw malformed(path, "\(error)")
        }
    }

    /// A file's path and content; nil where there is no such file.
    private static func read(
        _ name: String, in folder: String
    ) throws(ReportError) -> (path: String, data: Data)? {
        let path = folder + "/" + name
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw unreadable(path, String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw unreadable(path, "it is not a file")
        }
        guard status.st_size <= greatestByteCount else {
            throw malformed(path, "the file is larger than \(greatestByteCount) bytes")
        }
        do {
            return (path, try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw unreadable(path, "\(error)")
        }
    }

    private static func unreadable(_ path: String, _ reason: String) -> ReportError {
        ReportError(
            exitStatus: .noInput, path: path, what: "it cannot be read: \(reason)",
            remedy: "check the path and its permissions")
    }

    private static func malformed(_ path: String, _ reason: String) -> ReportError {
        ReportError(
            exitStatus: .badData, path: path, what: reason,
            remedy: "restore the file or delete it and try again")
    }

    private static let greatestByteCount = 256 << 20
    private static let greatestEpoch = 1_000_000_000
}
