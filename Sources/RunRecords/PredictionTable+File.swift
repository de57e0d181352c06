package import Evaluation
package import Failures
package import Files
import SystemPackage

extension PredictionTable {
    /// Writes the table atomically.
    package func write(
        to path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(FileError) {
        try AtomicFile.replace(path, bytes: Array(csv.utf8), fileSystem: fileSystem)
    }

    /// Reads the table of predictions in a file or of a run folder.
    ///
    /// - Throws: `FileError` if there is none, `PredictionFileError` if it is not such a table,
    ///   `RecordError` if the file is too large.
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

/// Why a file cannot be read as a table of predictions.
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
    /// The predictions of the run; nil if the run is not finished or nothing was scored.
    /// - Throws: `FileError`, `PredictionFileError` or `RecordError` if the file cannot be read.
    package func predictions() throws -> PredictionTable? {
        // `holdsFile` refuses a symbolic link, so it is called first.
        guard try fileSystem.holdsFile(predictionsPath) else { return nil }
        return try .read(predictionsPath, fileSystem: fileSystem)
    }
}
