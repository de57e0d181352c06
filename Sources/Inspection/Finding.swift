package import Failures

/// One result of an examination by `verify` or `doctor`.
///
///     warn  left over   checkpoints/x.damaged, which a resume set aside
///                       remedy: remove it: no run reads it again
package struct Finding: Equatable, Sendable, Encodable {
    /// How serious a finding is; levels are compared by severity.
    package enum Level: String, Sendable, Encodable, Comparable, CaseIterable {
        /// Nothing is wrong.
        case ok
        /// Worth knowing, but nothing fails because of it.
        case warning
        /// Something fails, or has failed, because of it.
        case bad

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        /// The order of severity.
        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// How serious it is.
    package let level: Level
    /// What was examined, in a word or two: `metrics.jsonl`.
    package let subject: String
    /// What was found; lines after the first are details.
    package let text: String
    /// What the user should do; nil if nothing has to be done.
    package let remedy: String?

    /// A finding without a problem; its text shows what was checked.
    package static func ok(_ subject: String, _ text: String) -> Finding {
        Finding(level: .ok, subject: subject, text: text, remedy: nil)
    }

    /// A finding that the user should know about.
    package static func warning(_ subject: String, _ text: String, remedy: String) -> Finding {
        Finding(level: .warning, subject: subject, text: text, remedy: remedy)
    }

    /// A problem with its remedy.
    package static func bad(_ subject: String, _ text: String, remedy: String) -> Finding {
        Finding(level: .bad, subject: subject, text: text, remedy: remedy)
    }

    /// A problem in the words of an error, with the error's remedy.
    package static func bad(_ subject: String, _ failure: some Failure) -> Finding {
        Finding(level: .bad, subject: subject, text: failure.sentence, remedy: failure.remedy)
    }
}
