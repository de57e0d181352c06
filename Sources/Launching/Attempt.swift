/// One start of mpirun, from what the run folder held before to what it held after.
package struct Attempt: Equatable, Sendable {
    package var ranks: Int
    /// mpirun's: that of the first rank that failed; 128 + n after signal n.
    package var exitCode: Int32
    /// Whether somebody has asked `launch` itself to stop.
    package var wasAskedToStop: Bool
    /// The step of the newest usable checkpoint when the attempt began; 0 without one.
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

    /// Whether the next attempt will begin later in the training than this one did.
    var madeProgress: Bool { stepAfter > stepBefore }
}

/// What `launch` does after an attempt.
package enum NextAction: Equatable, Sendable {
    /// No further attempt; the exit code of `launch`.
    case end(Int32, Ending)
    case start(ranks: Int, delaySeconds: Double)

    package enum Ending: Sendable {
        case finished
        /// As asked: run again to go on.
        case stopped
        case failedWhileStopping
        /// A repetition would end alike.
        case cannotGetBetter
        /// Two attempts in a row have failed on as many ranks, the second without a new checkpoint.
        case noProgress
        case restartsUsedUp
    }
}
