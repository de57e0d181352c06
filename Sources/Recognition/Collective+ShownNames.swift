package import Collectives
import RunRecords

extension Collective {
    /// Reads the shown names of the classes on rank 0, and broadcasts them in the order of the
    /// labels; empty if there is no file.
    ///
    /// - Throws: on all ranks alike, what rank 0 finds wrong with the file.
    package func shownNames(file: String?, labels: [String]) throws -> [String] {
        guard let file else { return [] }
        return try fromRoot { try ShownNames(file: file, labels: labels).names }
    }

    /// The shown names of an ensemble's classes, from a file; without a file, those in its first
    /// checkpoint.
    ///
    /// - Throws: on all ranks alike, what rank 0 finds wrong with the file.
    package func shownNames(of ensemble: Ensemble, file: String?) throws -> [String] {
        let names = try shownNames(file: file, labels: ensemble.classNames)
        return names.isEmpty ? ensemble.shownNames : names
    }
}
