/// Runs the trainings of a plan one after another, each like `launch`, with restarts.
package struct Sweep {
    private let plan: SweepPlan
    private let command: MPIRunCommand
    private let ranks: Int
    private let buildID: String
    private let policy: RestartPolicy
    private let say: (String) -> Void

    /// - Parameters:
    ///   - buildID: the ELF build-id of this program.
    ///   - say: called with one line for each event.
    package init(
        _ plan: SweepPlan, command: MPIRunCommand, ranks: Int, buildID: String,
        policy: RestartPolicy = RestartPolicy(), say: @escaping (String) -> Void
    ) {
        self.plan = plan
        self.command = command
        self.ranks = ranks
        self.buildID = buildID
        self.policy = policy
        self.say = say
    }

    /// Runs the trainings that are not finished yet. It ends at the first training that does not
    /// finish, or when a stop is requested.
    ///
    /// - Parameter afterEach: called after each training with all trainings that are finished by
    ///   then. Results of other commands in the folders are not among them.
    /// - Returns: 0 if all trainings are finished, otherwise the exit code of the last one; and the
    ///   finished trainings.
    package func run(
        afterEach: ([SweepPlan.Run]) throws -> Void
    ) throws -> (code: Int32, finished: [SweepPlan.Run]) {
        var isFinished = plan.runs.map { $0.isFinished(byBuild: buildID) }
        var finished: [SweepPlan.Run] { zip(plan.runs, isFinished).filter(\.1).map(\.0) }
        for (index, run) in plan.runs.enumerated() {
            let number = "training \(index + 1) of \(plan.runs.count), \(run.path)"
            let training = try TrainingArguments(words: run.words, now: 0)
            if !training.isQuiet { say(number + (isFinished[index] ? ": finished already" : "")) }
            if isFinished[index] { continue }
            var launcher = Launcher(
                command: command, training: training, ranks: ranks, policy: policy,
                secondsWithoutRanks: command.isAlone ? nil : Launcher.defaultSecondsWithoutRanks,
                say: say)
            var code = try launcher.run()
            isFinished[index] = code == 0
            try afterEach(finished)
            // The training finished before it noticed the request to stop, which then applies to
            // the following trainings.
            let isLast = index == plan.runs.count - 1
            if code == 0, launcher.wasAskedToStop, !isLast { code = training.stopCode }
            guard code == 0 else {
                let reason = ExitCodeText.text(code, stopCode: training.stopCode)
                say("\(number): code \(reason); the sweep ends, and the same command goes on here")
                return (code, finished)
            }
        }
        return (0, finished)
    }
}
