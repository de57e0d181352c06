import Collectives
import Evaluation
import Handwriting
import RunFolder

/// The codes that the program ends with; scripts rely on them (sysexits.h where it has a word).
package enum ExitStatus: Int32, Sendable {
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

    /// The code that fits an error.
    package static func code(of error: any Error) -> Int32 {
        switch error {
        case let error as any CodedError: error.exitStatus.rawValue
        case let error as AgreedFailure: error.exitCode
        case let error as FolderError:
            error.kind == .noInput ? noInput.rawValue : badData.rawValue
        case let error as ImageError: code(of: error.reason).rawValue
        case is BadImagesError, is ManifestError, is ConfusionTableError,
            is PredictionMismatch:
            badData.rawValue
        case let error as FileError: error.exitCode
        case let error as RunLockError: error.exitCode
        case let error as CheckpointError: error.exitCode
        case let error as RecordError: error.exitCode
        case let error as PredictionFileError: error.exitCode
        case is WorkerAssignmentError, is ConfigurationError: configuration.rawValue
        default: internalError.rawValue
        }
    }

    private static func code(of reason: ImageError.Reason) -> ExitStatus {
        switch reason {
        case .unreadable, .notAFile: .noInput
        default: .badData
        }
    }
}

/// An error of a module that this one cannot name, with the code that the program ends with.
package protocol CodedError: Error {
    var exitStatus: ExitStatus { get }
}

/// Options, or ranks, that do not fit together. All ranks find the same, so rank 0 alone reports.
package struct ConfigurationError: AgreedError, Equatable, CustomStringConvertible {
    package let description: String

    /// - Parameters:
    ///   - what: what does not fit, with the values.
    ///   - remedy: what to do about it.
    package init(_ what: String, remedy: String) {
        description = "\(what); \(remedy)"
    }
}
