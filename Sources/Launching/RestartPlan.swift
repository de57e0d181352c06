import Failures
import Glibc

/// The rules for restarts, from the options of `launch`.
package struct RestartPolicy: Equatable, Sendable {
    /// The maximum number of restarts after failures, over the whole run of `launch`.
    package var maximumRestarts = 10
    /// The minimum number of ranks of an attempt; nil for the number of the first attempt.
    package var minimumRanks: Int?
    /// The delay before the first restart; it doubles with each restart, up to 30 s.
    package var firstDelaySeconds = 1.0
    /// The training's exit code for a stop with a checkpoint.
    package var stopCode = ExitStatus.stopped.rawValue
    /// Whether the training stops by itself (`--stop-after`), so that a stop is not an
    /// interruption.
    package var expectsStop = false

    package init() {}
}

/// Decides what happens after an attempt. It depends only on the attempts so far, without processes
/// or clocks, so that tests can check every case.
package struct RestartPlan: Sendable {
    package let policy: RestartPolicy
    /// The number of restarts after failures so far.
    package private(set) var restartCount = 0
    /// The number of ranks of the last attempt, if it failed.
    private var lastFailedRanks: Int?

    private static let longestDelaySeconds = 30.0

    package init(policy: RestartPolicy) {
        self.policy = policy
    }

    /// The decision after `attempt`; attempts must be passed in their order.
    package mutating func next(after attempt: Attempt) -> NextAction {
        let code = attempt.exitCode
        if code == 0 { return .end(0, .finished) }
        if attempt.wasAskedToStop {
            // The second case is a signal that arrived before mpirun or a rank could catch it; the
            // files on disk are valid.
            let isStop = code == policy.stopCode || code == 128 + SIGUSR1
            return isStop ? .end(policy.stopCode, .stopped) : .end(code, .failedWhileStopping)
        }
        if code == policy.stopCode {
            if policy.expectsStop { return .end(code, .stopped) }
            // A rank received a signal. That is not a failure, but it must not repeat forever
            // either, so a stop without a new checkpoint counts as a failure below.
            if attempt.madeProgress {
                lastFailedRanks = nil
                return .start(ranks: attempt.ranks, delaySeconds: 0)
            }
        }
        if Self.cannotGetBetter(code) { return .end(code, .cannotGetBetter) }
        return nextAfterFailure(attempt)
    }

    private mutating func nextAfterFailure(_ attempt: Attempt) -> NextAction {
        var ranks = attempt.ranks
        if !attempt.madeProgress {
            // The cause may be one host, or too little memory; fewer ranks may succeed.
            let fewer = max(policy.minimumRanks ?? ranks, ranks / 2)
            if fewer < ranks {
                ranks = fewer
            } else if lastFailedRanks == ranks {
                return .end(attempt.exitCode, .noProgress)
            }
        }
        guard restartCount < policy.maximumRestarts else {
            return .end(attempt.exitCode, .restartsUsedUp)
        }
        let delay = policy.firstDelaySeconds * exp2(Double(restartCount))
        restartCount += 1
        lastFailedRanks = attempt.ranks
        return .start(ranks: ranks, delaySeconds: min(delay, Self.longestDelaySeconds))
    }

    /// Whether an attempt that ended with `code` would certainly end in the same way again.
    ///
    /// All other codes are worth another attempt:
    /// - 74: a full disk may be emptied, a file server may come back;
    /// - 76 and 128 + n: a rank was lost, stalled or killed. This includes 132, a trap in the
    ///   program: if it comes back, the rule about progress ends the restarts;
    /// - 1 and the codes of mpirun and ssh for a host that is lost or cannot be reached.
    static func cannotGetBetter(_ code: Int32) -> Bool {
        switch ExitStatus(rawValue: code) {
        case .usage, .badData, .noInput, .configuration:
            // Options and data will be the same.
            true
        case .internalError:
            // A loss that is not finite will be the same bit for bit. Ranks out of step mean a
            // machine that computes wrongly, which a person must examine before it does more
            // damage.
            true
        case .cannotCreate:
            // No permission to write, or another job is using the run folder and will continue to.
            true
        default: false
        }
    }
}
