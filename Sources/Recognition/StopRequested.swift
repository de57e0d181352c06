import Collectives
package import Failures

/// All ranks stop together, because one of them received a signal or was asked to stop. It is not a
/// failure: the same command resumes the run.
package struct StopRequested: AgreedError, Equatable {
    package init() {}

    package var what: String { "stopped as requested: run the same command again" }
    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .stopped }
}
