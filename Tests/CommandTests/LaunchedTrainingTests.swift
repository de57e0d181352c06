import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// `hwr-dist launch` with real trainings.
    @Suite struct LaunchedTrainingTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 6)
        }

        private func start(to runFolder: String?, _ options: [String]) throws -> RunningCommand {
            try RunningCommand(
                Workplace.command,
                ["launch", "-np", "2", "--backoff", "0.1", "--", "train", "--data", "letters"]
                    + (runFolder.map { ["--run", $0] } ?? []) + Workplace.small + options,
                workingDirectory: place.folder.path)
        }

        /// Starts a training and waits for its first checkpoints.
        private func startAndWait(
            to runFolder: String, _ options: [String]
        ) throws -> (launch: RunningCommand, mpirun: Int32, ranks: [Int32]) {
            let job = try start(to: runFolder, options)
            let hasBegun = try waitUntil(timeoutSeconds: 30) {
                let folder = place.path("\(runFolder)/checkpoints")
                guard fileExists(folder) else { return false }
                return try names(in: folder).contains { $0.hasPrefix("epoch-0001") }
            }
            #expect(hasBegun, "\(job.standardErrorSoFar)")
            let mpirun = try #require(children(of: job.processID).first)
            let ranks = children(of: mpirun)
            #expect(ranks.count == 2)
            return (job, mpirun, ranks)
        }

        @Test(arguments: [false, true])
        func aKilledJobIsRestartedAndEndsLikeACleanOne(killsMpirun: Bool) throws {
            let options = ["--epochs", "30"]
            try place.train("letters", to: "clean", options)
            let (job, mpirun, ranks) = try startAndWait(to: "run", options)
            kill(killsMpirun ? mpirun : ranks[1], SIGKILL)
            let result = job.wait(timeoutSeconds: 60)
            #expect(result.status == 0 && !result.timedOut, "\(result)")
            #expect(result.occurrences(of: "launch: attempt 1 ended with code 137") == 1)
            #expect(result.occurrences(of: "launch: attempt 2: 2 ranks, from step ") == 1)
            #expect(result.occurrences(of: "resumed   after step ") == 1)
            let differences = try place.results("run").invariant
                .differences(from: try place.results("clean").invariant)
            #expect(differences == [])
        }

        @Test func aRankThatIsAskedToStopIsStartedAgainAtOnce() throws {
            let options = ["--epochs", "30"]
            try place.train("letters", to: "clean", options)
            let (job, _, ranks) = try startAndWait(to: "run", options)
            kill(ranks[0], SIGTERM)
            let result = job.wait(timeoutSeconds: 60)
            #expect(result.status == 0 && !result.timedOut, "\(result)")
            #expect(
                result.occurrences(of: "attempt 1 ended with code 75 (stopped with a checkpoint)")
                    == 1)
            #expect(result.occurrences(of: "restart 1 of") == 0)
            #expect(try place.results("run").weights == place.results("clean").weights)
        }

        @Test func aSignalLeavesACheckpointAndCode75() throws {
            let options = ["--epochs", "1000"]
            let job = try startAndWait(to: "run", options).launch
            job.signal(SIGTERM)
            let result = job.wait(timeoutSeconds: 20)
            #expect(result.status == 75 && !result.timedOut, "\(result)")
            #expect(result.occurrences(of: "stopped as requested after step") == 1)
            let step = try #require(result.stopStep)
            let resumed = try start(to: "run", options + ["--stop-after", "1"])
                .wait(timeoutSeconds: 30)
            #expect(resumed.status == 75, "\(resumed)")
            let text = "resumed   after step \(step),"
            #expect(resumed.occurrences(of: text) == 1, "\(resumed)")
        }

        /// mpirun and its ranks must not go on when nobody watches them any more.
        @Test func nothingOutlivesAKilledLaunch() throws {
            let (job, mpirun, ranks) = try startAndWait(to: "run", ["--epochs", "1000"])
            job.signal(SIGKILL)
            let result = job.wait(timeoutSeconds: 5)
            #expect(result.status == 137, "\(result)")
            let isGone = waitUntil(timeoutSeconds: 10) {
                ([mpirun] + ranks).allSatisfy { kill($0, 0) != 0 }
            }
            #expect(isGone)
        }

        @Test func aNamelessRunIsTheLatest() throws {
            let result = try start(to: nil, ["--epochs", "1"]).wait(timeoutSeconds: 30)
            #expect(result.status == 0, "\(result)")
            #expect(fileExists(place.path("runs/latest/summary.json")))
        }

        /// The kernel drops what process 1 of a container does not catch, and gives it all orphans.
        @Test
        func processOneOfAContainerObeysAndReaps() throws {
            let words =
                "\(Unprivileged.mounting) --pid --fork --kill-child --mount-proc \(Workplace.command) launch -np 2"
                + " -- train --data letters --run run --epochs 1000"
                + " \(Workplace.small.joined(separator: " "))"
            let result = try place.shell(
                """
                \(words) &
                until [ -s run/metrics.jsonl ]; do sleep 0.1; done
                read -r launch _ </proc/$!/task/$!/children
                kill -TERM $launch
                wait $!
                """, timeoutSeconds: 40)
            #expect(result.status == 75, "\(result)")
            #expect(result.occurrences(of: "launch: SIGTERM: asking for a checkpoint") == 1)
        }
    }
}
