/// The codes that the program ends with; scripts rely on them (sysexits.h where it has a word).
package enum ExitStatus: Int32, Codable, Sendable {
    case done = 0
    case usage = 64
    case badData = 65
    case noInput = 66
    /// An internal error, or ranks out of step.
    case internalError = 70
    case cannotCreate = 73
    case inputOutput = 74
    /// A checkpoint was written and the run stopped: run again to go on.
    case stopped = 75
    /// No rank moved any more.
    case stalled = 76
    case configuration = 78

    /// The status that `error` states; `internalError` where it is no `Failure`.
    package init(of error: any Error) {
        self = (error as? any Failure)?.exitStatus ?? .internalError
    }
}
