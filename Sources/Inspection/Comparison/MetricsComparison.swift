import RunRecords

/// Compares the lines of two `metrics.jsonl` field by field, except for times. Only the first line
/// that differs is reported, because all later ones differ as a consequence.
struct MetricsComparison {
    /// The result as a line of the comparison.
    let section: Comparison.Section
    /// The last step of the first epoch whose lines differ; nil if all are equal.
    let firstDifferingStep: Int?

    private static let subject = "metrics.jsonl"

    /// Compares line by line. Equal lines followed by missing ones are also a difference.
    ///
    /// - Throws: `FileError` or `RecordError` if a file cannot be read.
    init(_ a: MetricsLog, _ b: MetricsLog) throws {
        let (left, right) = (try a.records(JSONValue.self), try b.records(JSONValue.self))
        for (line, (one, other)) in zip(left, right).enumerated() {
            let differences = JSONDifference.all(
                between: one, and: other, isLeftOut: Comparison.isTime)
            guard let first = differences.first else { continue }
            let others = differences.dropFirst().map(\.path).joined(separator: ", ")
            section = Comparison.Section(
                outcome: .different, subject: Self.subject,
                text: "first in line \(line + 1), epoch \(one.integer("epoch") ?? 0), step"
                    + " \(one.integer("step") ?? 0): \(first.text)"
                    + (others.isEmpty ? "" : "\nand there in \(others)"))
            firstDifferingStep = one.integer("step")
            return
        }
        guard left.count == right.count else {
            let longer = left.count > right.count ? left : right
            section = Comparison.Section(
                outcome: .different, subject: Self.subject,
                text: "\(left.count) epochs in A, \(right.count) in B; those of both are equal")
            firstDifferingStep = longer[min(left.count, right.count)].integer("step")
            return
        }
        section = Comparison.Section(
            outcome: .same, subject: Self.subject, text: "\(left.count) epochs, all equal")
        firstDifferingStep = nil
    }
}

extension JSONValue {
    /// A member that is a whole number; nil if there is none.
    fileprivate func integer(_ name: String) -> Int? {
        guard case .object(let members) = self, case .number(let text)? = members[name] else {
            return nil
        }
        return Int(text)
    }
}
