import Handwriting
import RunFolder

/// Compares the checkpoints that two places both have.
struct CheckpointComparison {
    let sections: [Comparison.Section]
    /// The step of the earliest checkpoint that differs.
    let firstDifferingStep: Int?

    private static let subject = "checkpoints"

    /// - Throws: `CheckpointError` when one cannot be read; `FolderError` when a checkpoint is
    ///   to be compared with a run that has none of its position.
    init(_ a: ComparedPlace, _ b: ComparedPlace) throws {
        guard a.run != nil, b.run != nil else {
            self = try Self(alone: a, b)
            return
        }
        let names = Set(a.checkpoints.keys).intersection(b.checkpoints.keys)
        var differences: [CheckpointDifference] = []
        for name in names {
            guard let left = a.checkpoints[name], let right = b.checkpoints[name] else { continue }
            differences.append(
                CheckpointDifference(
                    name: name, try Checkpoint.read(left), try Checkpoint.read(right)))
        }
        let differing = differences.filter { !$0.isEmpty }
            .sorted { ($0.globalStep, $0.name) < ($1.globalStep, $1.name) }
        firstDifferingStep = differing.first?.globalStep
        let onlyA = Set(a.checkpoints.keys).subtracting(names).sorted()
        let onlyB = Set(b.checkpoints.keys).subtracting(names).sorted()
        var sections: [Comparison.Section] = []
        if let first = differing.first {
            sections.append(
                Comparison.Section(
                    outcome: .different, subject: Self.subject,
                    text: "\(differing.count) of \(names.count) in both differ, first"
                        + " \(first.name)\n\(first.text)"))
        } else {
            sections.append(
                Comparison.Section(
                    outcome: names.isEmpty ? .aside : .same, subject: Self.subject,
                    text: names.isEmpty
                        ? "none is in both" : "\(names.count) in both, all equal"))
        }
        // How often a run writes one does not decide its weights.
        for (place, names) in [("A", onlyA), ("B", onlyB)] where !names.isEmpty {
            sections.append(
                Comparison.Section(
                    outcome: .aside, subject: "",
                    text: "only in \(place): \(names.joined(separator: ", "))"))
        }
        self.sections = sections
    }

    /// Two checkpoints, or a checkpoint and the one of a run that has its name.
    private init(alone a: ComparedPlace, _ b: ComparedPlace) throws {
        let left = try Self.path(in: a, for: b)
        let right = try Self.path(in: b, for: a)
        let (one, other) = (try Checkpoint.read(left), try Checkpoint.read(right))
        let difference = CheckpointDifference(name: left, one, other)
        let identity = difference.identity
        sections = [
            Comparison.Section(
                outcome: identity.isEmpty ? .same : .different, subject: "identity",
                text: identity.isEmpty
                    ? "all options are equal" : identity.map(\.text).joined(separator: "\n")),
            Comparison.Section(
                outcome: difference.isEmpty ? .same : .different, subject: "state",
                text: difference.isEmpty
                    ? "\(one.position.text); all \(difference.tensorCount) tensors are equal"
                    : difference.text),
        ]
        firstDifferingStep = difference.isEmpty ? nil : difference.globalStep
    }

    /// The checkpoint of `place` to compare with `other`, which is a checkpoint if `place` is none.
    private static func path(
        in place: ComparedPlace, for other: ComparedPlace
    ) throws(FolderError) -> String {
        guard place.run != nil else { return place.path }
        let name = other.checkpoints.keys.first ?? ""
        guard let path = place.checkpoints[name] else {
            let names = place.checkpoints.keys.sorted().joined(separator: ", ")
            throw FolderError(
                .noInput, path: place.path,
                what: "no checkpoint \(name) (\(names.isEmpty ? "none at all" : names))",
                remedy: "name two checkpoints")
        }
        return path
    }
}
