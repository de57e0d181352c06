import RunRecords
import TextFormats

/// What differs between two runs, or two checkpoints.
package struct Comparison: Sendable {
    /// One thing that was compared.
    struct Section: Equatable, Sendable, Encodable {
        enum Outcome: String, Sendable, Encodable {
            case same
            case different
            /// Not the same, but nothing that decides what a run computes.
            case note
        }

        let outcome: Outcome
        let subject: String
        let text: String
    }

    let paths: (a: String, b: String)
    let sections: [Section]
    /// The step of the earliest difference; nil when no step is known to differ.
    package let firstDifferingStep: Int?

    package var isEqual: Bool { sections.allSatisfy { $0.outcome != .different } }

    /// - Parameters:
    ///   - a, b: run folders or checkpoints.
    /// - Throws: `FolderError`, `FileError`, `RecordError` or `CheckpointError` when one cannot be
    ///   read.
    package init(_ a: String, _ b: String) throws {
        paths = (a, b)
        let (left, right) = (try ComparedPlace(a), try ComparedPlace(b))
        var sections: [Section] = []
        var steps: [Int] = []
        let checkpoints = try CheckpointComparison(left, right)
        if let one = left.run, let other = right.run {
            sections += try Self.configuration(one, other)
            sections += [
                TextComparison.section(
                    "manifest.csv", try one.manifestText(), try other.manifestText())
            ].compactMap { $0 }
            let metrics = try MetricsComparison(one.metrics, other.metrics)
            sections.append(metrics.section)
            steps += [metrics.firstDifferingStep].compactMap { $0 }
            sections += checkpoints.sections
            sections.append(try Self.summary(one, other))
            sections += [
                TextComparison.section(
                    "confusion.csv", try one.confusionText(), try other.confusionText()),
                TextComparison.section(
                    "predictions.csv", try one.predictionsText(), try other.predictionsText()),
                TextComparison.section(
                    "suspects.csv", try one.suspectsText(), try other.suspectsText()),
            ].compactMap { $0 }
        } else {
            sections = checkpoints.sections
        }
        steps += [checkpoints.firstDifferingStep].compactMap { $0 }
        self.sections = sections
        firstDifferingStep = steps.min()
    }

    /// The two paths, a line for each thing compared in aligned columns, and the outcome.
    package var text: String {
        var table = TextTable.ofFindings
        for section in sections {
            table.append([section.outcome.label, section.subject, section.text])
        }
        let step = firstDifferingStep.map { ", first at step \($0)" } ?? ""
        return "A: \(paths.a)\nB: \(paths.b)\n\(PrintableText.lines(table.text))\n"
            + (isEqual ? "A and B are equal" : "A and B differ\(step)")
    }

    /// What differs, a line for each thing.
    var differences: [String] {
        sections.filter { $0.outcome == .different }.map { section in
            "\(section.subject): \(section.text.prefix { $0 != "\n" })"
        }
    }

    private static func configuration(_ a: RunFolder, _ b: RunFolder) throws -> [Section] {
        let (left, right) = (try a.configuration(), try b.configuration())
        guard left != nil, right != nil else {
            let isInNone = left == nil && right == nil
            return [
                Section(
                    outcome: isInNone ? .note : .different, subject: "config.json",
                    text: isInNone
                        ? "in neither: the options are not compared"
                        : "only in \(left == nil ? "B" : "A")")
            ]
        }
        func section(
            _ subject: String, _ outcome: Section.Outcome, _ differences: [JSONDifference],
            whenEqual: String = "all options are equal"
        ) -> Section {
            Section(
                outcome: differences.isEmpty ? .same : outcome, subject: subject,
                text: differences.isEmpty
                    ? whenEqual
                    : differences.texts(limit: shownOptions).joined(separator: "\n"))
        }
        return [
            section(
                "identity", .different,
                JSONDifference.all(
                    between: JSONValue(of: left?.description),
                    and: JSONValue(of: right?.description))),
            section(
                "settings", .note,
                JSONDifference.all(
                    between: JSONValue(of: left?.settings), and: JSONValue(of: right?.settings)
                ) { $0 == "run" }),
            section(
                "start", .note,
                JSONDifference.all(
                    between: JSONValue(of: left?.start), and: JSONValue(of: right?.start)
                ) { ["commandLine", "runFolder", "startedUTC"].contains($0) },
                whenEqual: "the same program, ranks, hosts and folders"),
        ]
    }

    private static func summary(_ a: RunFolder, _ b: RunFolder) throws -> Section {
        let subject = "summary.json"
        let (left, right) = (try a.summary(), try b.summary())
        if left == nil, right == nil {
            return Section(outcome: .same, subject: subject, text: "neither run is finished")
        }
        guard let left, let right else {
            return Section(
                outcome: .different, subject: subject,
                text: "only \(left == nil ? "B" : "A") is finished")
        }
        let differences = JSONDifference.all(
            between: JSONValue(of: left), and: JSONValue(of: right)
        ) { name in
            isTime(name) || ["ranks", "peakMemoryBytes", "buildID"].contains(name)
        }
        return Section(
            outcome: differences.isEmpty ? .same : .different, subject: subject,
            text: differences.isEmpty
                ? "all results are equal"
                : differences.texts(limit: 5).joined(separator: "\n"))
    }

    /// More than all options are; the names of classes can be thousands.
    private static let shownOptions = 60

    /// Whether a clock decides the value of that name.
    static func isTime(_ name: String) -> Bool {
        name.hasSuffix("Seconds") || name.hasSuffix("PerSecond")
    }
}

extension Comparison: Encodable {
    private enum CodingKeys: String, CodingKey {
        case a, b, equal, firstDifferingStep, sections
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(paths.a, forKey: .a)
        try container.encode(paths.b, forKey: .b)
        try container.encode(isEqual, forKey: .equal)
        try container.encodeIfPresent(firstDifferingStep, forKey: .firstDifferingStep)
        try container.encode(sections, forKey: .sections)
    }
}

extension Comparison.Section.Outcome {
    /// As it stands at the beginning of a line.
    fileprivate var label: String { self == .different ? "DIFF" : rawValue }
}
