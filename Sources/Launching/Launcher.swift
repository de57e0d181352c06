import Glibc
import RunRecords

/// Runs a training under mpirun until it is finished, and restarts it from its newest checkpoint
/// after failures.
package struct Launcher {
    private let command: MPIRunCommand
    private let training: TrainingArguments
    private let ranks: Int
    private let secondsWithoutRanks: Int?
    private var plan: RestartPlan
    /// Whether a signal has requested a stop.
    private(set) var wasAskedToStop = false
    private let say: (String) -> Void

    /// Long enough for an mpirun that only cleans up after its ranks.
    package static let defaultSecondsWithoutRanks = 30

    /// - Parameters:
    ///   - policy: the rules for restarts; its stop code and whether a stop is expected are taken
    ///     from `training`.
    ///   - secondsWithoutRanks: the time in seconds that mpirun may continue after its ranks have
    ///     ended; nil for no limit.
    ///   - say: called with one line for each event.
    package init(
        command: MPIRunCommand, training: TrainingArguments, ranks: Int, policy: RestartPolicy,
        secondsWithoutRanks: Int?, say: @escaping (String) -> Void
    ) {
        var policy = policy
        policy.stopCode = training.stopCode
        policy.expectsStop = training.stopsByItself
        self.command = command
        self.training = training
        self.ranks = ranks
        self.secondsWithoutRanks = secondsWithoutRanks
        plan = RestartPlan(policy: policy)
        self.say = say
    }

    /// - Returns: the exit code for `launch`.
    /// - Throws: `ChildProcessError` if mpirun cannot be started.
    package mutating func run() throws(ChildProcessError) -> Int32 {
        var supervisor = JobSupervisor(secondsWithoutRanks: secondsWithoutRanks, say: say)
        defer { wasAskedToStop = supervisor.isStopAsked }
        var isLinked = !training.hasDefaultRunPath
        var ranks = ranks
        var number = 1
        while true {
            let stepBefore = newestStep
            let place = stepBefore > 0 ? "from step \(stepBefore)" : "from the beginning"
            sayProgress(
                "attempt \(number): \(count(ranks, "rank")), \(place), in \(training.runPath)")
            let code = try supervisor.run(
                command.path,
                command.arguments(ranks: ranks, words: training.words(isFirst: number == 1)),
                environment: command.environment
            ) {
                isLinked = isLinked || linkAsLatest()
                return isLinked
            }
            let attempt = Attempt(
                ranks: ranks, exitCode: MPIRunCommand.status(ofCode: code),
                wasAskedToStop: supervisor.isStopAsked,
                stepBefore: stepBefore, stepAfter: newestStep)
            let end =
                "attempt \(number) ended with code "
                + ExitCodeText.text(code, stopCode: plan.policy.stopCode) + "; newest checkpoint: "
                + (attempt.stepAfter > 0 ? "step \(attempt.stepAfter)" : "none")
            if code == 0 { sayProgress(end) } else { say(end) }
            switch plan.next(after: attempt) {
            case .end(let code, let ending):
                if let text = text(of: ending) { say(text) }
                return code
            case .start(let nextRanks, let delaySeconds):
                if delaySeconds > 0 {
                    say(
                        "restart \(plan.restartCount) of \(plan.policy.maximumRestarts) in"
                            + " \(delaySeconds) s")
                }
                guard supervisor.wait(seconds: delaySeconds) else { return plan.policy.stopCode }
                ranks = nextRanks
                number += 1
            }
        }
    }

    /// Tells what is no failure and asks for nothing.
    private func sayProgress(_ text: String) {
        if !training.isQuiet { say(text) }
    }

    /// The step of the newest usable checkpoint; 0 if there is none.
    private var newestStep: Int {
        // Errors are ignored here, because the training itself reports what is wrong with the
        // folder.
        let newest = try? RunFolder(training.runPath).checkpoints.newestVerified().newest
        return newest?.checkpoint.position.globalStep ?? 0
    }

    /// Creates the link `runs/latest`, as the training does for a folder that it has named itself.
    /// - Returns: whether the training has created its folder already.
    private func linkAsLatest() -> Bool {
        let folder = RunFolder(training.runPath)
        guard access(folder.configPath, F_OK) == 0 else { return false }
        do {
            try folder.linkAsLatest()
        } catch {
            say("warning: \(error)")
        }
        return true
    }

    private func text(of ending: NextAction.Ending) -> String? {
        switch ending {
        case .finished: nil
        case .stopped: "stopped; run again to go on, with --run \(training.runPath)"
        case .failedWhileStopping: "the job ended in another way than by a stop; see above"
        case .cannotGetBetter: "giving up: another attempt would end alike; see the message above"
        case .noProgress:
            "giving up: two attempts in a row failed, and the second made no new checkpoint"
        case .restartsUsedUp:
            "giving up: \(count(plan.restartCount, "restart")) made, as --max-restarts allows"
        }
    }

    private func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
