import Datasets
import Failures
import RunRecords

/// Compares the checkpoints that two run folders have in common, or two single checkpoints, or a
/// checkpoint with the one of the same name in a run folder.
struct CheckpointComparison {
    /// The result, in the order in which it is printed.
    let sections: [Comparison.Section]
    /// The step of the earliest checkpoint that differs; nil if all are equal. Checkpoints are
    /// written at intervals, so the first difference arose at this step or after the checkpoint
    /// before it.
    let firstDifferingStep: Int?

    /// The subject of the line for the common checkpoints.
    private static let subject = "checkpoints"

    /// - Throws: `CheckpointError` if a checkpoint cannot be read; `FolderError` if a checkpoint is
    ///   compared with a run that has no checkpoint of that name.
    init(_ a: ComparedPlace, _ b: ComparedPlace) throws {
        guard a.run != nil, b.run != nil else {
            self = try Self(alone: a, b)
            return
        }
        let names = Set(a.checkpoints.keys).intersection(b.checkpoints.keys)
        var differing: [CheckpointDifference] = []
        for name in names.sorted() {
            guard let left = a.checkpoints[name], let right = b.checkpoints[name] else { continue }
            let difference = CheckpointDifference(
                name: name, try Checkpoint.read(left), try Checkpoint.read(right))
            if !difference.isEmpty { differing.append(difference) }
        }
        // Names sort in the order of their steps.
        firstDifferingStep = differing.first?.globalStep
        sections =
            [Self.section(of: differing, count: names.count)]
            + [try Self.best(a, b)].compactMap { $0 } + Self.others(a, b, than: names)
    }

    /// The line for the common checkpoints: how many differ, and the details of the first, since
    /// later ones differ as a consequence.
    private static func section(
        of differing: [CheckpointDifference], count: Int
    ) -> Comparison.Section {
        guard let first = differing.first else {
            return Comparison.Section(
                outcome: count == 0 ? .note : .same, subject: subject,
                text: count == 0 ? "none is in both" : "\(count) in both, all equal")
        }
        return Comparison.Section(
            outcome: .different, subject: subject,
            text:
                "\(differing.count) of \(count) in both differ, first \(first.name)\n\(first.text)")
    }

    /// Compares the checkpoints of the best epochs; nil if either run has none.
    private static func best(_ a: ComparedPlace, _ b: ComparedPlace) throws -> Comparison.Section? {
        guard let left = a.bestPath, let right = b.bestPath else { return nil }
        let (one, other) = (try Checkpoint.read(left), try Checkpoint.read(right))
        let epochs = (one.position.completedEpochs, other.position.completedEpochs)
        if epochs.0 != epochs.1 {
            return Comparison.Section(
                outcome: .different, subject: "best",
                text: "epoch \(epochs.0) in A, epoch \(epochs.1) in B")
        }
        let difference = CheckpointDifference(name: "best", one, other)
        return Comparison.Section(
            outcome: difference.isEmpty ? .same : .different, subject: "best",
            text: "epoch \(epochs.0) in both"
                + (difference.isEmpty ? ", all equal" : "\n\(difference.text)"))
    }

    /// Notes the checkpoints that only one run has. They are not a difference, because the interval
    /// between checkpoints does not affect the weights.
    private static func others(
        _ a: ComparedPlace, _ b: ComparedPlace, than names: Set<String>
    ) -> [Comparison.Section] {
        [("A", a), ("B", b)].compactMap { letter, place in
            let others = Set(place.checkpoints.keys).subtracting(names).sorted()
            guard !others.isEmpty else { return nil }
            return Comparison.Section(
                outcome: .note, subject: "",
                text: "only in \(letter): \(others.joined(separator: ", "))")
        }
    }

    /// Compares two checkpoints, or a checkpoint and the one of the same name in a run folder.
    private init(alone a: ComparedPlace, _ b: ComparedPlace) throws {
        let left = try Self.path(in: a, for: b)
        let right = try Self.path(in: b, for: a)
        let (one, other) = (try Checkpoint.read(left), try Checkpoint.read(right))
        let difference = CheckpointDifference(name: left, one, other)
        let description = difference.description
        sections = [
            Comparison.Section(
                outcome: description.isEmpty ? .same : .different, subject: "identity",
                text: description.isEmpty
                    ? "all options are equal" : description.map(\.text).joined(separator: "\n")),
            Comparison.Section(
                outcome: difference.isEmpty ? .same : .different, subject: "state",
                text: difference.isEmpty
                    ? "\(one.position.text); all \(difference.tensorCount) tensors are equal"
                    : difference.text),
        ]
        firstDifferingStep = difference.isEmpty ? nil : difference.globalStep
    }

    /// The checkpoint of `place` to compare with `other`. If `place` is a run folder, `other` is a
    /// checkpoint, and the one of the same name is taken.
    ///
    /// - Throws: `FolderError` if the run has no checkpoint of that name.
    private static func path(
        in place: ComparedPlace, for other: ComparedPlace
    ) throws(FolderError) -> String {
        guard place.run != nil else { return place.path }
        let name = other.checkpoints.keys.first ?? ""
        guard let path = name == "best" ? place.bestPath : place.checkpoints[name] else {
            let names = place.checkpoints.keys.sorted().joined(separator: ", ")
            throw FolderError(
                .noInput, path: place.path,
                what: "no checkpoint \(name) (\(names.isEmpty ? "none at all" : names))",
                remedy: "name two checkpoints")
        }
        return path
    }
}
