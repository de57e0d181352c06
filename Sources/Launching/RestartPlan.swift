import Failures
import Glibc

/// What `launch` was told about restarts.
package struct RestartPolicy: Equatable, Sendable {
    /// Restarts after failures, over the whole life of `launch`.
    package var maximumRestarts = 10
    /// The fewest ranks that an attempt may have; nil: as many as the first.
    package var minimumRanks: Int?
    /// Before the first restart; doubled with each one up to 30 s.
    package var firstDelaySeconds = 1.0
    /// The training's exit code for a stop with a checkpoint.
    package var stopCode = ExitStatus.stopped.rawValue
    /// Whether the training stops by itself, so that a stop is no interruption.
    package var expectsStop = false

    package init() {}
}

/// Decides what follows an attempt: a function of the attempts so far, without processes or clocks.
package struct RestartPlan: Sendable {
    package let policy: RestartPolicy
    /// Restarts after failures so far.
    package private(set) var restartCount = 0
    /// The ranks of the last attempt if it failed.
    private var lastFailedRanks: Int?

    private static let longestDelaySeconds = 30.0

    package init(policy: RestartPolicy) {
        self.policy = policy
    }

    package mutating func next(after attempt: Attempt) -> NextAction {
        let code = attempt.exitCode
        if code == 0 { return .end(0, .finished) }
        if attempt.wasAskedToStop {
            // A signal that came before mpirun or a rank could catch it: what is on disk stands.
            let isStop = code == policy.stopCode || code == 128 + SIGUSR1
            return isStop ? .end(policy.stopCode, .stopped) : .end(code, .failedWhileStopping)
        }
        if code == policy.stopCode {
            if policy.expectsStop { return .end(code, .stopped) }
            // A rank got a signal. That is no failure, but it must not go on for ever either: a stop
            // without a new checkpoint counts as one below.
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
            // Perhaps one host or too little memory is the cause: fewer ranks may do without.
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

    /// Whether an attempt that ended with `code` would end so again.
    ///
    /// Everything else is worth another attempt: 74, since a full disk is emptied and a file server
    /// comes back; 76 and 128 + n, a rank that was lost, stalled or killed; 132 too, a bug of the
    /// program, which the rule about progress ends when it comes back; 1 and what mpirun and ssh
    /// return when a host is lost or cannot be reached.
    static func cannotGetBetter(_ code: Int32) -> Bool {
        switch ExitStatus(rawValue: code) {
        case .usage, .badData, .noInput, .configuration:
            // Options and data stay as they are.
            true
        case .internalError:
            // A loss that is not finite comes back bit for bit; ranks out of step mean a machine
            // that computes wrongly, which somebody must see before it spoils more.
            true
        case .cannotCreate:
            // No right to write, or another job that has the folder and will keep it.
            true
        default: false
        }
    }
}
