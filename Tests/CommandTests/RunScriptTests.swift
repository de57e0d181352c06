import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// `deploy/run.sh`, which turns what schedulers send into a checkpoint and hwr-dist's code.
    @Suite struct RunScriptTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        static let script: String =
            #filePath.dropLast("Tests/CommandTests/RunScriptTests.swift".count) + "deploy/run.sh"

        private func start(
            _ arguments: [String], environment: [String: String] = [:]
        ) throws -> RunningCommand {
            let variables = [
                "HWR_DIST": Workplace.command, "HWR_DIST_NETWORK": "",
                "OMPI_ALLOW_RUN_AS_ROOT": "", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "",
                "OMPI_MCA_rmaps_base_oversubscribe": "",
            ]
            return try RunningCommand(
                Self.script, arguments, environment: variables.merging(environment) { $1 },
                workingDirectory: place.folder.path)
        }

        private static func training(to runFolder: String, epochs: Int) -> [String] {
            ["-np", "2", "--", "train", "--data", "letters", "--run", runFolder]
                + Workplace.small + ["--epochs", "\(epochs)"]
        }

        /// INT is trapped by the same line, but a shell that was started in the background ignores
        /// it and may not trap it.
        @Test(arguments: [
            (SIGUSR1, "USR1"), (SIGTERM, "TERM"), (SIGUSR2, "USR2"), (SIGHUP, "HUP"),
        ])
        func aSignalLeavesACheckpointAndCode75(signal: Int32, name: String) throws {
            try place.makeLetters(perClass: 6)
            let arguments = Self.training(to: "parts", epochs: 1000)
            let job = try start(arguments)
            let started = waitUntil(timeoutSeconds: 30) {
                job.standardErrorSoFar.contains("epoch 1/1000")
            }
            #expect(started)
            job.signal(signal)
            let stopped = job.wait(timeoutSeconds: 20)
            #expect(stopped.status == 75 && !stopped.timedOut, "\(stopped)")
            #expect(stopped.occurrences(of: "run.sh: \(name): asking for a checkpoint") == 1)
            #expect(stopped.occurrences(of: "stopped as requested after step") == 1)
            let step = try #require(stopped.stopStep)

            let resumed = try start(arguments + ["--stop-after", "1"]).wait(timeoutSeconds: 30)
            #expect(resumed.status == 75, "\(resumed)")
            #expect(
                resumed.occurrences(of: "resumed   after step \(step),") == 1)
        }

        @Test func aTrainingEndsWithTheWeightsOfOneProcess() throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            try place.train("letters", to: "alone", ["--epochs", "1"])
            let result = try start(Self.training(to: "two ranks", epochs: 1))
                .wait(timeoutSeconds: 30)
            #expect(result.status == 0, "\(result)")
            #expect(try place.results("two ranks").summary["ranks"] == .number(2))
            #expect(try place.results("two ranks").weights == place.results("alone").weights)
        }

        @Test func theCodesOfHwrDistPassThrough() throws {
            let missing = try start(["-np", "2", "--", "train", "--data", "nowhere"])
                .wait(timeoutSeconds: 30)
            missing.expectFailure(66, saying: ["rank 0: nowhere: no such folder"])
            let mistaken = try start(["-np", "2", "--", "train", "--epochs", "none"])
                .wait(timeoutSeconds: 30)
            #expect(mistaken.status == 64, "\(mistaken)")
        }

        @Test(arguments: [["-np", "2"], ["-np", "2", "--"], []])
        func withoutACommandTheUsageIsShown(arguments: [String]) throws {
            try start(arguments).wait(timeoutSeconds: 10)
                .expectFailure(64, saying: ["usage: deploy/run.sh -np 8 -- train --data DIR"])
        }

        @Test func aProgramThatIsNotThereIsNamed() throws {
            try start(["-np", "2", "--", "train"], environment: ["HWR_DIST": "/no/hwr-dist"])
                .wait(timeoutSeconds: 10)
                .expectFailure(78, saying: ["run.sh: /no/hwr-dist not found", "set HWR_DIST"])
        }
    }
}
