import TextFormats

/// All that `verify` or `doctor` found.
package struct Examination: Equatable, Sendable {
    /// What was examined: a path, or the ranks of a job.
    package let subject: String
    package let findings: [Finding]

    package init(subject: String, findings: [Finding]) {
        self.subject = subject
        self.findings = findings
    }

    /// The level of the worst finding.
    package var verdict: Finding.Level { findings.map(\.level).max() ?? .ok }

    /// A line for each finding in aligned columns, its remedy below it, and the verdict.
    package var text: String {
        var table = TextTable.ofFindings
        for finding in findings {
            table.append([finding.level.label, finding.subject, finding.text])
            if let remedy = finding.remedy { table.append(["", "", "remedy: \(remedy)"]) }
        }
        return PrintableText.lines(table.text) + "\n\(conclusion)"
    }

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
    /// A mark, a name and one or more lines of words. Names longer than most do not push all words to
    /// the right.
    static let ofFindings = TextTable(columns: [.left, .left(atMost: 24), .left])
}

extension Finding.Level {
    /// As it stands at the beginning of a line.
    fileprivate var label: String {
        switch self {
        case .ok: "ok"
        case .warning: "warn"
        case .bad: "BAD"
        }
    }
}
