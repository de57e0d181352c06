import Collectives

/// The ranks have agreed to stop, as one of them was asked to.
package struct StopRequested: AgreedError, Equatable, CustomStringConvertible {
    package init() {}

    package var description: String { "stopped as requested: run the same command again" }
}
