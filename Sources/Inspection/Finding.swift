package import Failures

/// One thing that was looked at, and what was found there.
package struct Finding: Equatable, Sendable, Encodable {
    package enum Level: String, Sendable, Encodable, Comparable, CaseIterable {
        case ok
        /// Worth knowing; nothing fails for it.
        case warning
        /// Something fails, or has failed, for it.
        case bad

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    package let level: Level
    /// What was looked at, in a word or two: `metrics.jsonl`.
    package let subject: String
    /// What was found; lines after the first go into details.
    package let text: String
    /// What to do about it; nil where nothing has to be done.
    package let remedy: String?

    package static func ok(_ subject: String, _ text: String) -> Finding {
        Finding(level: .ok, subject: subject, text: text, remedy: nil)
    }

    package static func warning(_ subject: String, _ text: String, remedy: String) -> Finding {
        Finding(level: .warning, subject: subject, text: text, remedy: remedy)
    }

    package static func bad(_ subject: String, _ text: String, remedy: String) -> Finding {
        Finding(level: .bad, subject: subject, text: text, remedy: remedy)
    }

    package static func bad(_ subject: String, _ failure: some Failure) -> Finding {
        Finding(level: .bad, subject: subject, text: failure.sentence, remedy: failure.remedy)
    }
}
