package import Failures
import Glibc
import Launching

/// A training did not survive the faults, or ended differently. Names all that is needed to repeat
/// it.
package struct ChaosFailure: Failure {
    /// The `ChaosProblem` of the training that failed.
    package let reason: String
    /// With the numbers of ranks and events, all that decides which events happen.
    package let seed: UInt64
    package let ranks: Int
    package let mpirunOptions: [String]
    /// The events in the order in which they were planned.
    package let events: [ChaosEvent]
    /// Where the run folders and the log of `launch` are.
    package let folder: String

    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .internalError }
    package var what: String {
        let list = events.enumerated().map { "\n    \($0 + 1): \($1)" }.joined()
        return
            "\(reason)\n  seed \(seed), \(events.count) events:\(list)\n  what is left: \(folder)"
            + "\n  repeat with: hwr-dist chaos -np \(ranks) --seed \(seed) --events \(events.count)"
            + mpirunOptions.map { " \($0)" }.joined()
    }
}

/// What went wrong in one training; `Chaos.run` makes a `ChaosFailure` of it.
struct ChaosProblem: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// A signal asked `chaos` itself to stop.
package struct ChaosInterruption: Error {
    package let signal: Int32
}

extension SignalQueue {
    /// Sleeps.
    ///
    /// - Throws: `ChaosInterruption` as soon as a signal arrives.
    func pause(milliseconds: Int) throws(ChaosInterruption) {
        if let signal = next(until: .now + .milliseconds(milliseconds)) {
            throw ChaosInterruption(signal: signal)
        }
    }
}

/// The temporary folder of the trainings could not be made.
package struct ChaosSetupError: Failure {
    let operation: String
    let errorNumber: Int32

    package var location: String? { nil }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .internalError }
    package var what: String {
        "cannot \(operation): \(String(cString: strerror(errorNumber))) (errno \(errorNumber))"
    }
}
