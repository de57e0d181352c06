package import Failures

/// A difference between ranks or hosts, found by one rank that has compared all of them. The
/// message names the ranks that differ, not the rank that compared.
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
