import ArgumentParser
import Supervision

/// What happens to a job that does not move any more.
struct WatchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "End the job with exit code 76 when no rank has made progress for this many seconds; 0:"
                + " never.",
            valueName: "s"))
    var stallTimeout = 120

    func validate() throws {
        guard stallTimeout >= 0 else {
            throw ValidationError("--stall-timeout takes a number of seconds, or 0 for never")
        }
    }

    func plan(_ journal: RunJournal) -> WatchPlan {
        let seconds = stallTimeout
        return WatchPlan(stallSeconds: seconds > 0 ? seconds : nil) { finding in
            journal.tell(finding, stallSeconds: seconds)
        }
    }
}
