package import Failures

/// What one rank, which has compared all of them, found to differ between ranks or their hosts: it
/// names these, and not the rank that compared.
package struct RankDifference: Failure, Equatable {
    package let what: String
    package let remedy: String?
    package let exitStatus: ExitStatus
    package var location: String? { nil }

    /// - Parameters:
    ///   - what: what differs, with the ranks, their hosts and the values.
    ///   - remedy: what to do about it.
    package init(_ what: String, remedy: String, exitStatus: ExitStatus = .configuration) {
        self.what = what
        self.remedy = remedy
        self.exitStatus = exitStatus
    }
}
