import RunRecords
import TextFormats

/// The differences between two runs, or between two checkpoints: what `verify A B` prints.
///
/// Times, hosts and the number of ranks may differ; everything that the identity determines must be
/// equal bit for bit. The first step that differs shows where to look for the cause.
///
///     A: runs/one-rank
///     B: runs/four-ranks
///     same  identity        all options are equal
///     note  start           ranks: 1 in A, 4 in B
///     same  manifest.csv    all bytes are equal
///     same  metrics.jsonl   60 epochs, all equal
///     same  checkpoints     2 in both, all equal
///     A and B are equal
package struct Comparison: Sendable {
    /// The result for one file or one group of values.
    struct Section: Equatable, Sendable, Encodable {
        /// The three relations; the raw values are also those of the JSON.
        enum Outcome: String, Sendable, Encodable {
            case same
            case different
            /// Different, but without influence on what a run computes: hosts, paths, options such
            /// as `--checkpoint-every`.
            case note
        }

        /// How the two sides relate.
        let outcome: Outcome
        /// The file or group: "manifest.csv", "identity". Empty in a line that continues the one
        /// above.
        let subject: String
        /// The details, for people; it may have several lines.
        let text: String
    }

    /// The two sides, as the user gave them.
    let paths: (a: String, b: String)
    /// In the order in which they are printed.
    let sections: [Section]
    /// The step of the earliest difference; nil if there is none, or if it cannot be assigned to a
    /// step.
    package let firstDifferingStep: Int?

    /// Whether nothing differs that affects the results. It decides the exit code, 0 or 1.
    package var isEqual: Bool { sections.allSatisfy { $0.outcome != .different } }

    /// - Parameters:
    ///   - a, b: run folders or checkpoints.
    /// - Throws: `FolderError`, `FileError`, `RecordError` or `CheckpointError` if either cannot be
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

    /// The two paths, a line for each section in aligned columns, and the outcome.
    package var text: String {
        var table = TextTable.ofFindings
        for section in sections {
            table.append([section.outcome.label, section.subject, section.text])
        }
        let step = firstDifferingStep.map { ", first at step \($0)" } ?? ""
        return "A: \(paths.a)\nB: \(paths.b)\n\(PrintableText.lines(table.text))\n"
            + (isEqual ? "A and B are equal" : "A and B differ\(step)")
    }

    /// One line for each section that differs.
    var differences: [String] {
        sections.filter { $0.outcome == .different }.map { section in
            "\(section.subject): \(section.text.prefix { $0 != "\n" })"
        }
    }

    /// Compares `config.json` in its three groups. Only the identity counts as a difference.
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

    /// Compares the results of two finished runs, without times, ranks, memory and build.
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

    /// The maximum number of differing options that are printed: more than there are options, but
    /// class names can be thousands.
    private static let shownOptions = 60

    /// Whether the value of that name is a measured time or speed, which may differ between equal
    /// runs.
    static func isTime(_ name: String) -> Bool {
        name.hasSuffix("Seconds") || name.hasSuffix("PerSecond")
    }
}

extension Comparison: Encodable {
    /// The keys of the JSON that `verify A B --json` prints.
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
    /// The outcome as printed at the beginning of a line; differences stand out in capitals.
    fileprivate var label: String { self == .different ? "DIFF" : rawValue }
}
