import TextFormats

/// The result of `verify` or `doctor`: all findings, and a verdict. With `--json` it is printed as
/// JSON.
///
///     ok    config.json    compact, 28 classes, 32x32, 60 epochs of batch 64, adamw, seed 1
///     BAD   metrics.jsonl  line 7 holds epoch 7 where epoch 6 is missing
///                          remedy: …
///     runs/a: 1 bad
package struct Examination: Equatable, Sendable {
    /// What was examined: a path, or the ranks of a job.
    package let subject: String
    /// In the order in which they were found.
    package let findings: [Finding]

    /// - Parameters:
    ///   - subject: begins the last line of the text.
    ///   - findings: in the order in which they are printed.
    package init(subject: String, findings: [Finding]) {
        self.subject = subject
        self.findings = findings
    }

    /// The level of the worst finding. It decides the exit code.
    package var verdict: Finding.Level { findings.map(\.level).max() ?? .ok }

    /// A line for each finding in aligned columns, followed by its remedy, and the verdict at the
    /// end.
    package var text: String {
        var table = TextTable.ofFindings
        for finding in findings {
            table.append([finding.level.label, finding.subject, finding.text])
            if let remedy = finding.remedy { table.append(["", "", "remedy: \(remedy)"]) }
        }
        return PrintableText.lines(table.text) + "\n\(conclusion)"
    }

    /// The last line: the subject, and how many findings are bad or warnings.
    private var conclusion: String {
        func count(_ level: Finding.Level) -> Int { findings.count { $0.level == level } }
        let (bad, warnings) = (count(.bad), count(.warning))
        let parts = [
            bad == 0 ? nil : "\(bad) bad",
            warnings == 0 ? nil : warnings == 1 ? "1 warning" : "\(warnings) warnings",
        ].compactMap { $0 }
        return "\(subject): \(parts.isEmpty ? "all is well" : parts.joined(separator: ", "))"
    }
}

extension Examination: Encodable {
    /// The keys of the JSON. `verdict` is derived, so that scripts need not compute it.
    private enum CodingKeys: String, CodingKey {
        case subject, verdict, findings
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(subject, forKey: .subject)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(findings, forKey: .findings)
    }
}

extension TextTable {
    /// The columns of a list of findings: level, subject and text. Unusually long subjects do not
    /// move the texts of the other lines.
    static let ofFindings = TextTable(columns: [.left, .left(atMost: 24), .left])
}

extension Finding.Level {
    /// The level as printed at the beginning of a line; bad ones stand out in capitals.
    fileprivate var label: String {
        switch self {
        case .ok: "ok"
        case .warning: "warn"
        case .bad: "BAD"
        }
    }
}
