import Collectives
package import Failures

/// The ranks have agreed to stop, as one of them was asked to.
package struct StopRequested: AgreedError, Equatable {
    package init() {}

    package var what: String { "stopped as requested: run the same command again" }
    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .stopped }
}
