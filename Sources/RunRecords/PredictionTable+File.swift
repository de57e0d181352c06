package import Evaluation
package import Failures
package import Files
import SystemPackage

extension PredictionTable {
    /// Writes the table as a whole or not at all.
    package func write(
        to path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(FileError) {
        try AtomicFile.replace(path, bytes: Array(csv.utf8), fileSystem: fileSystem)
    }

    /// Reads a table of predictions, or the one of a run folder.
    ///
    /// - Throws: `FileError` when there is none, `PredictionFileError` when it is not such a table,
    ///   `RecordError` when it is too large for one.
    package static func read(
        fileOrRun path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws -> PredictionTable {
        guard (try? fileSystem.entries(of: path)) != nil else {
            return try read(path, fileSystem: fileSystem)
        }
        let folder = RunFolder(path, fileSystem: fileSystem)
        guard let table = try folder.predictions() else {
            throw FileError(
                .noInput, operation: "read", path: folder.predictionsPath,
                errno: .noSuchFileOrDirectory,
                detail: "a finished run has it, and evaluate --predictions writes one")
        }
        return table
    }

    fileprivate static func read(
        _ path: String, fileSystem: any FileSystem
    ) throws -> PredictionTable {
        let text = try InputFile.contents(of: path, fileSystem: fileSystem)
        do throws(PredictionTableError) {
            guard let csv = String(validating: text, as: UTF8.self) else { throw .notUTF8 }
            return try PredictionTable(csv: csv)
        } catch {
            throw PredictionFileError(path: path, reason: error)
        }
    }
}

/// A file does not hold a table of predictions.
package struct PredictionFileError: Failure, Equatable {
    package let path: String
    package let reason: PredictionTableError

    package var what: String { reason.description }
    package var location: String? { path }
    package var remedy: String? { "write it anew with evaluate --predictions" }
    package var exitStatus: ExitStatus { .badData }
    package var sentence: String { "cannot use \(path): \(what)" }
}

extension RunFolder {
    /// The predictions of the run; nil while it is not finished, or when nothing was scored.
    /// - Throws: `FileError`, `PredictionFileError` or `RecordError` when the file cannot be read.
    package func predictions() throws -> PredictionTable? {
        // Looked for first: it refuses a link.
        guard try fileSystem.holdsFile(predictionsPath) else { return nil }
        return try .read(predictionsPath, fileSystem: fileSystem)
    }
}
