package import Collectives
import RunRecords

extension Collective {
    /// The names that a file gives to the classes, in the order of the labels, as rank 0 reads them;
    /// empty without a file.
    ///
    /// - Throws: on all ranks alike, what rank 0 finds wrong with the file.
    package func shownNames(file: String?, labels: [String]) throws -> [String] {
        guard let file else { return [] }
        return try fromRoot { try ShownNames(file: file, labels: labels).names }
    }

    /// The names that a file gives to the classes of an ensemble; without a file those that its
    /// checkpoint holds.
    ///
    /// - Throws: on all ranks alike, what rank 0 finds wrong with the file.
    package func shownNames(of ensemble: Ensemble, file: String?) throws -> [String] {
        let names = try shownNames(file: file, labels: ensemble.classNames)
        return names.isEmpty ? ensemble.shownNames : names
    }
}
