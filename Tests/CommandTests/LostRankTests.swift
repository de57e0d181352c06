import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// Ranks that stop, die, crash or only look as if: the job ends, and says which rank and where.
    @Suite struct LostRankTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// A run that would go on for hours.
        private func start(stallSeconds: Int, ranks: Int = 3) throws -> RunningCommand {
            try place.start(
                [
                    "train", "--run", "run", "--epochs", "100000", "--synthetic-per-class", "12",
                    "--stall-timeout", "\(stallSeconds)",
                ] + Workplace.small, ranks: ranks)
        }

        private func secondsToEnd(_ job: RunningCommand) -> (CommandResult, Double) {
            let start = ContinuousClock.now
            let result = job.wait(timeoutSeconds: 30)
            return (result, (ContinuousClock.now - start) / .seconds(1))
        }

        private let command = "mpirun -np 3 \(Workplace.command) train --run run --epochs 100000"

        @Test(arguments: [0, 2])
        func aStoppedRankIsNamedAndTheJobEndsWith76(rank: Int) throws {
            let job = try start(stallSeconds: 3)
            let ranks = try RankProcesses(of: job, count: 3)
            kill(ranks[rank], SIGSTOP)
            let (result, seconds) = secondsToEnd(job)
            #expect(result.status == 76, "\(result)")
            #expect(seconds < 3 + 2, "\(result)")
            #expect(result.occurrences(of: "error: no rank has moved for 3 s") == 1, "\(result)")
            #expect(
                result.occurrences(of: "behind is rank \(rank) (process \(ranks[rank]) on ") >= 1,
                "\(result)")
            #expect(result.occurrences(of: "training, epoch ") >= 1, "\(result)")
            #expect(result.occurrences(of: "its process is stopped") >= 1, "\(result)")
            #expect(result.occurrences(of: "the end of run/logs/rank-00\(rank).log:") == 1)
            #expect(result.occurrences(of: "  \(command)") == 1, "\(result)")
            // The disk of the log may hang: what is known without it comes first.
            let parts = result.standardError.components(separatedBy: "the end of run/logs/")
            #expect(parts.first?.contains("  \(command)") == true, "\(result)")
            #expect(waitUntil(timeoutSeconds: 1) { ranks.areGone })
        }

        @Test func aKilledRankIsNamedAndTheJobEndsWithItsSignal() throws {
            let job = try start(stallSeconds: 60)
            let ranks = try RankProcesses(of: job, count: 3)
            kill(ranks[1], SIGKILL)
            let (result, seconds) = secondsToEnd(job)
            #expect(result.status == 137, "\(result)")
            #expect(seconds < 3, "\(result)")
            let message = "error: rank 1 (process \(ranks[1]) on "
            #expect(result.occurrences(of: message) == 1, "\(result)")
            #expect(result.occurrences(of: "is gone: it was training, epoch ") == 1, "\(result)")
            #expect(result.occurrences(of: "  \(command)") == 1, "\(result)")
        }

        @Test(
            arguments: [(SIGSEGV, "SIGSEGV", 139), (SIGILL, "SIGILL", 132)]
                as [(Int32, String, Int32)])
        func aCrashLeavesOneLineWithItsPlaceAndItsExitCode(
            signal: Int32, name: String, code: Int32
        ) throws {
            let job = try start(stallSeconds: 60)
            let ranks = try RankProcesses(of: job, count: 3)
            kill(ranks[0], signal)
            let (result, seconds) = secondsToEnd(job)
            #expect(result.status == code, "\(result)")
            #expect(seconds < 3, "\(result)")
            // On standard error, and in the log whose end is shown.
            let line = " crashed: \(name) ("
            #expect(result.occurrences(of: "\nrank 0 of 3 on ") == 1, "\(result)")
            #expect(result.occurrences(of: line) == 2, "\(result)")
            let last =
                try text(of: place.path("run/logs/rank-000.log"))
                .split(separator: "\n").last ?? ""
            #expect(last.contains(line) && last.contains(" training, epoch "), "\(last)")
            let day = try run("date", ["-u", "+%Y-%m-%dT"]).standardOutput.dropLast()
            #expect(last.hasPrefix(day), "\(last)")
        }

        /// Two hosts that share a disk, but neither memory nor process numbers that count.
        @Test func aStoppedHostIsNamedByTheOther() throws {
            let agent = place.path("agent")
            try write(
                Array(
                    """
                    #!/bin/bash
                    # agent HOST COMMAND…: runs the command here, under the host's name
                    host=$1; shift
                    exec \(Unprivileged.renaming) bash -c 'hostname "$0"; exec sh -c "$1"' "$host" "$*"
                    """.utf8), to: agent)
            try #require(chmod(agent, 0o755) == 0)
            let job = try startMPIRun(
                ranks: 4,
                [
                    Workplace.command, "train", "--run", "run", "--epochs", "100000",
                    "--synthetic-per-class", "12", "--stall-timeout", "5",
                    // Without validation a rank is training whenever it is stopped.
                ] + Workplace.small + ["--validation-fraction", "0"],
                options: ["--mca", "plm_rsh_agent", agent, "--host", "one:2,two:2"],
                workingDirectory: place.folder.path)
            let isTraining = waitUntil(timeoutSeconds: 40) {
                job.standardErrorSoFar.contains("epoch 9/")
            }
            try #require(isTraining, "\(job.standardErrorSoFar)")
            // Each has read the other's file.
            usleep(1_500_000)
            for rank in 2...3 {
                let start = try text(of: place.path("run/logs/rank-00\(rank).log"))
                #expect(start.contains(" on two, process "), "\(start)")
                let number = start.components(separatedBy: "process ").dropFirst().first?
                    .prefix { $0 != "," }
                kill(try #require(number.flatMap { Int32($0) }), SIGSTOP)
            }
            let (result, seconds) = secondsToEnd(job)
            #expect(result.status == 76, "\(result)")
            #expect(seconds < 5 + 4, "\(result)")
            #expect(result.occurrences(of: "error: no rank has moved for 5 s") == 1, "\(result)")
            for rank in 2...3 {
                #expect(result.occurrences(of: "| behind is rank \(rank) (process ") == 1)
            }
            #expect(result.occurrences(of: " on two), training, epoch ") >= 2, "\(result)")
            // The two may have been caught a step apart.
            let others = ["| ranks 0, 1: training, epoch ", "| rank 0: training, epoch "]
            #expect(others.map(result.occurrences).reduce(0, +) == 1, "\(result)")
        }

        /// Its own processes do not see it: neither does their clock.
        @Test func aJobThatWasSuspendedAsAWholeGoesOn() throws {
            let job = try start(stallSeconds: 2)
            let ranks = try RankProcesses(of: job, count: 3)
            ranks.signal(SIGSTOP)
            sleep(5)
            ranks.signal(SIGCONT)
            usleep(500_000)
            job.signal(SIGUSR1)
            let (result, _) = secondsToEnd(job)
            #expect(result.status == 75, "\(result)")
            #expect(result.occurrences(of: "no rank has moved") == 0, "\(result)")
        }

        /// A stopped process hears of nothing else.
        @Test func theLaunchersEndEndsStoppedRanksToo() throws {
            let job = try start(stallSeconds: 60)
            let ranks = try RankProcesses(of: job, count: 3)
            kill(ranks[1], SIGSTOP)
            job.signal(SIGKILL)
            let (result, _) = secondsToEnd(job)
            #expect(result.status == 137, "\(result)")
            #expect(waitUntil(timeoutSeconds: 1) { ranks.areGone })
        }

        /// No step and no meeting of ranks shows that it goes on: only images do.
        @Test func aSlowLoadIsNoStall() throws {
            // Images a thousand times as large as most, to be made small: 28 of them, over and over.
            let made = try place.hwrDist([
                "synth", "large", "--per-class", "1", "--image-size", "1024",
            ])
            try #require(made.status == 0, "\(made)")
            // Twice as many until this processor has to work for twice the time.
            for copies in [40, 80, 160, 320, 640, 1280] {
                let copied = try place.shell(
                    "mkdir \(copies) && for n in {1..\(copies)}; do cp -lr large/train \(copies)/$n; done"
                )
                try #require(copied.status == 0, "\(copied)")
                let result = try place.hwrDist(
                    [
                        "train", "--train", "\(copies)", "--test", "none", "--run", "run\(copies)",
                        "--validation-fraction", "0", "--stall-timeout", "2", "--stop-after", "1",
                    ])
                try #require(result.status == 75, "\(result)")
                if result.seconds > 4 { return }
            }
            Issue.record("the load was not slow")
        }
    }
}
