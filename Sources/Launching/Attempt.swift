/// One start of mpirun: its result, and the newest checkpoint before and after it.
package struct Attempt: Equatable, Sendable {
    package var ranks: Int
    /// The exit code of mpirun, which is that of the first rank that failed; 128 + n after signal
    /// n.
    package var exitCode: Int32
    /// Whether `launch` itself received a signal to stop.
    package var wasAskedToStop: Bool
    /// The step of the newest usable checkpoint at the start of the attempt; 0 if there was none.
    package var stepBefore: Int
    package var stepAfter: Int

    package init(
        ranks: Int, exitCode: Int32, wasAskedToStop: Bool = false, stepBefore: Int = 0,
        stepAfter: Int = 0
    ) {
        self.ranks = ranks
        self.exitCode = exitCode
        self.wasAskedToStop = wasAskedToStop
        self.stepBefore = stepBefore
        self.stepAfter = stepAfter
    }

    /// Whether the next attempt will start at a later step than this one did.
    var madeProgress: Bool { stepAfter > stepBefore }
}

/// The decision of `launch` after an attempt.
package enum NextAction: Equatable, Sendable {
    /// No further attempt; the exit code of `launch`.
    case end(Int32, Ending)
    /// Another attempt, after a delay.
    case start(ranks: Int, delaySeconds: Double)

    package enum Ending: Sendable {
        case finished
        /// Stopped as requested; the same command resumes it.
        case stopped
        case failedWhileStopping
        /// Another attempt would end with the same error.
        case cannotGetBetter
        /// Two consecutive attempts with the same number of ranks failed, and the second made no
        /// new checkpoint.
        case noProgress
        case restartsUsedUp
    }
}
