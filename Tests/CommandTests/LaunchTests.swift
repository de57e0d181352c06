import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// `hwr-dist launch` with a script in mpirun's place, which does what real failures do in no time.
    @Suite struct LaunchTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// Starts `launch -np 4 … -- train --run run …`.
        private func start(
            _ script: String, _ options: [String] = ["--backoff", "0"],
            training: [String] = ["--run", "run"], environment: [String: String] = [:]
        ) throws -> RunningCommand {
            try ScriptedLaunch(place: place).start(
                script, options: ["-np", "4"] + options, training: training,
                environment: environment)
        }

        private func launch(
            _ script: String, _ options: [String] = ["--backoff", "0"],
            training: [String] = ["--run", "run"], environment: [String: String] = [:]
        ) throws -> CommandResult {
            try start(script, options, training: training, environment: environment)
                .wait(timeoutSeconds: 20)
        }

        private func arguments(_ attempt: Int) throws -> String {
            try ScriptedLaunch(place: place).arguments(attempt)
        }

        private var attemptCount: Int {
            get throws { try ScriptedLaunch(place: place).attemptCount }
        }

        @Test func mpirunGetsItsOptionsAndTheTrainingItsOwn() throws {
            let result = try launch(
                "exit 0", ["--hostfile", "f", "--mca", "btl", "self", "-x", "A", "--backoff", "0"],
                training: ["--run", "run", "--epochs", "2"],
                environment: ["HWR_DIST_NETWORK": "10.0.0.0/8", "NO_COLOR": "1"])
            #expect(result.status == 0, "\(result)")
            #expect(
                try arguments(1)
                    == "-np 4 --hostfile f --mca btl self -x A"
                    + " --mca btl_tcp_if_include 10.0.0.0/8 --mca oob_tcp_if_include 10.0.0.0/8"
                    + " -x NO_COLOR \(Workplace.command) train --run run --epochs 2")
        }

        @Test func aValueOfTheEnvironmentStays() throws {
            _ = try launch(
                "exit 0",
                environment: [
                    "OMPI_MCA_mpi_yield_when_idle": "0", "OMPI_MCA_oob_tcp_keepalive_time": "",
                ])
            let lines = try text(of: place.path("environment")).split(separator: "\n")
            #expect(lines.contains("OMPI_MCA_mpi_yield_when_idle=0"))
            #expect(lines.contains("OMPI_MCA_oob_tcp_keepalive_time=5"))
        }

        @Test func launchItselfNeedsNoMPI() throws {
            let result = try launch("exit 0", environment: ["OMPI_MCA_btl": "bogus"])
            #expect(result.status == 0 && !result.standardError.contains("bogus"), "\(result)")
        }

        /// `launch` and `scripts/env` must not part ways.
        @Test func mpirunGetsTheVariablesOfTheEnvironmentScript() throws {
            let script = #filePath.dropLast("Tests/CommandTests/LaunchTests.swift".count)
            let expected = try run(
                "env",
                ["-i", "PATH=\(CurrentPath.value)", "sh", "-c", ". ./scripts/env; env"],
                workingDirectory: String(script)
            ).standardOutput.split(separator: "\n").filter { $0.hasPrefix("OMPI_") }
            #expect(expected.count >= 6)
            let own = expected.map { $0.prefix { $0 != "=" } }
            _ = try launch(
                "exit 0",
                environment: Dictionary(uniqueKeysWithValues: own.map { (String($0), "") }))
            let lines = try text(of: place.path("environment")).split(separator: "\n")
            for variable in expected { #expect(lines.contains(variable)) }
        }

        @Test func aQuietTrainingIsLaunchedQuietly() throws {
            let result = try launch("exit 0", training: ["--run", "run", "--quiet"])
            #expect(result.status == 0 && result.standardError == "", "\(result)")
            let failed = try launch(
                "[ $attempt -eq 3 ] || exit 137", ["--backoff", "0.1"],
                training: ["--run", "run", "--quiet"])
            #expect(failed.status == 0, "\(failed)")
            #expect(
                failed.standardError.split(separator: "\n").map { $0.prefix(32) } == [
                    "launch: attempt 1 ended with cod", "launch: restart 1 of 10 in 0.1 s",
                ])
        }

        @Test func everyAttemptOfANamelessRunGetsTheSameFolder() throws {
            let result = try launch(
                "[ $attempt -eq 2 ] || exit 137", training: ["--resume", "never"])
            #expect(result.status == 0, "\(result)")
            let first = try arguments(1)
            #expect(first.contains("train --resume never --run runs/20"))
            #expect(first.hasSuffix("-compact"))
            #expect(try arguments(2) == "\(first) --resume auto")
        }

        @Test(arguments: [64, 65, 66, 70, 73, 78] as [Int32])
        func whatCannotGetBetterIsGivenUpWithItsCode(code: Int32) throws {
            let result = try launch("exit \(code)")
            #expect(result.status == code, "\(result)")
            #expect(try attemptCount == 1)
            #expect(result.occurrences(of: "launch: giving up: another attempt") == 1)
        }

        @Test func twoFailuresWithoutACheckpointEndItWithTheLastCode() throws {
            let result = try launch("exit $((136 + attempt))")
            #expect(result.status == 138, "\(result)")
            for line in [
                "launch: attempt 1: 4 ranks, from the beginning, in run",
                "launch: attempt 1 ended with code 137 (a process was killed by SIGKILL);"
                    + " newest checkpoint: none",
                "launch: giving up: two attempts in a row failed",
            ] {
                #expect(result.occurrences(of: line) == 1, "\(result)")
            }
            #expect(try attemptCount == 2)
        }

        @Test func fewerRanksAreTriedWhenAsked() throws {
            let result = try launch("exit 76", ["--min-ranks", "2", "--backoff", "0"])
            #expect(result.status == 76, "\(result)")
            let ranks = try (1...3).map { try arguments($0).split(separator: " ")[1] }
            #expect(ranks == ["4", "2", "2"])
            #expect(try attemptCount == 3)
        }

        @Test func theWaitBetweenAttemptsIsKept() throws {
            let result = try launch("exit 1", ["--min-ranks", "2", "--backoff", "0.4"])
            #expect(result.status == 1, "\(result)")
            #expect(result.seconds > 1.2)
            for line in ["restart 1 of 10 in 0.4 s", "restart 2 of 10 in 0.8 s"] {
                #expect(result.occurrences(of: line) == 1, "\(result)")
            }
        }

        @Test(arguments: [SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP, SIGXCPU])
        func aSignalAsksMpirunForAStop(signal: Int32) throws {
            let job = try start("trap 'exit 75' USR1; touch ready; while :; do sleep 0.1; done")
            #expect(waitUntil(timeoutSeconds: 10) { fileExists(place.path("ready")) })
            job.signal(signal)
            let result = job.wait(timeoutSeconds: 10)
            #expect(result.status == 75 && !result.timedOut, "\(result)")
            #expect(result.occurrences(of: ": asking for a checkpoint and a stop") == 1)
            #expect(result.occurrences(of: "run again to go on, with --run run") == 1)
            #expect(try attemptCount == 1)
        }

        @Test func theRequestIsRepeatedUntilTheRanksHearIt() throws {
            let job = try start(
                """
                trap 'n=$((n + 1)); [ $n -lt 2 ] || exit 75' USR1
                touch ready; while :; do sleep 0.1; done
                """)
            #expect(waitUntil(timeoutSeconds: 10) { fileExists(place.path("ready")) })
            job.signal(SIGTERM)
            let result = job.wait(timeoutSeconds: 15)
            #expect(result.status == 75 && !result.timedOut, "\(result)")
        }

        /// Also when the job does not end: five seconds later its process group is killed.
        @Test func aSecondSignalEndsTheJob() throws {
            let job = try start(
                """
                trap '' USR1; trap 'touch terminated' TERM
                touch ready; while :; do sleep 0.1; done
                """)
            #expect(waitUntil(timeoutSeconds: 10) { fileExists(place.path("ready")) })
            job.signal(SIGTERM)
            #expect(
                waitUntil(timeoutSeconds: 5) { job.standardErrorSoFar.contains("asking for") })
            job.signal(SIGINT)
            let result = job.wait(timeoutSeconds: 15)
            #expect(result.status == 137 && !result.timedOut, "\(result)")
            #expect(fileExists(place.path("terminated")))
            #expect(result.occurrences(of: "launch: SIGINT again: ending the job") == 1)
            #expect(result.occurrences(of: "launch: mpirun does not end: killing it") == 1)
            #expect(try attemptCount == 1)
        }

        @Test func aSignalBetweenAttemptsEndsTheWait() throws {
            let job = try start("exit 76", ["--backoff", "60"])
            #expect(
                waitUntil(timeoutSeconds: 10) { job.standardErrorSoFar.contains("in 30.0 s") })
            job.signal(SIGTERM)
            let result = job.wait(timeoutSeconds: 5)
            #expect(result.status == 75 && !result.timedOut, "\(result)")
        }

        @Test func aSignalThatMpirunDidNotCatchInTimeIsAStop() throws {
            let job = try start("touch ready; exec sleep 20")
            #expect(waitUntil(timeoutSeconds: 10) { fileExists(place.path("ready")) })
            job.signal(SIGTERM)
            let result = job.wait(timeoutSeconds: 5)
            #expect(result.status == 75 && !result.timedOut, "\(result)")
        }

        /// What a killed mpirun leaves would hold the run folder, and stay for ever when stopped.
        @Test func whatMpirunLeavesBehindIsKilled() throws {
            let result = try launch(
                """
                [ $attempt -eq 1 ] || exit 0
                sleep 50 & kill -STOP $!
                echo $! >left
                kill -KILL $$
                """)
            #expect(result.status == 0, "\(result)")
            #expect(result.occurrences(of: "launch: killed 1 process that mpirun left behind") == 1)
            let left = Int32(try text(of: place.path("left")).dropLast()) ?? 0
            #expect(left > 1 && kill(left, 0) != 0)
        }

        /// Its ranks have ended: taken note of by mpirun, or not even that.
        @Test(arguments: ["sleep 1.5", "sleep 1.5 &"])
        func anMpirunWithoutRanksIsKilled(ranks: String) throws {
            let result = try launch(
                """
                [ $attempt -eq 1 ] || exit 0
                \(ranks)
                exec tail -f /dev/null
                """, ["--mpirun-timeout", "2", "--backoff", "0"])
            #expect(result.status == 0 && !result.timedOut, "\(result)")
            let text = "launch: mpirun has had no process of its own for 2 s"
            #expect(result.occurrences(of: text) == 1, "\(result)")
            #expect(result.occurrences(of: "attempt 1 ended with code 137") == 1, "\(result)")
            #expect(try attemptCount == 2)
        }

        /// Where a batch system starts the ranks, mpirun has none; and it may pause between two.
        @Test(arguments: ["exec sleep 4", "sleep 1.5; read -t 1.5 <>never; sleep 1.5"])
        func anMpirunThatHasOrNeedsNoRanksIsLeftAlone(script: String) throws {
            let result = try launch(
                "mkfifo never; \(script)", ["--mpirun-timeout", "3", "--backoff", "0"])
            #expect(result.status == 0, "\(result)")
            #expect(result.occurrences(of: "killing") == 0, "\(result)")
        }

        @Test func aHostNameThatMpirunCannotBearIsRefusedBeforeItStarts() throws {
            try place.folder.makeFolder("bin")
            try write(Array("#!/bin/sh\ntouch started\n".utf8), to: place.path("bin/mpirun"))
            chmod(place.path("bin/mpirun"), 0o755)
            let name = String(repeating: "h", count: 60)
            for command in ["launch -np 2", "sweep --seeds 1 -np 2"] {
                let result = try place.shell(
                    """
                    exec \(Unprivileged.renaming) sh -c '
                    hostname \(name) || exit 99
                    PATH="$PWD/bin:$PATH" exec "$HWR" \(command) -- train'
                    """, timeoutSeconds: 20)
                result.expectFailure(
                    78, saying: ["the host name \(name) is too long", "give the host another name"])
            }
            #expect(!fileExists(place.path("started")))
        }

        @Test func withoutMpirunTheRemedyIsTold() throws {
            let result = try run(
                Workplace.command, ["launch", "-np", "2", "--", "train"],
                environment: ["PATH": "/nowhere"])
            result.expectFailure(78, saying: ["mpirun not found in PATH", "install-packages"])
        }

        @Test(arguments: [
            ["-np", "2", "--", "evaluate", "run"], ["-np", "2"], ["-np", "0", "--", "train"],
            ["--min-ranks", "1", "--", "train"],
            ["-np", "2", "--min-ranks", "3", "--", "train"],
        ])
        func aWrongCommandLineIs64(arguments: [String]) throws {
            let result = try run(Workplace.command, ["launch"] + arguments)
            #expect(result.status == 64, "\(result)")
        }

        @Test func optionsOfAFileStayWithTheTraining() throws {
            try write(Array(#"{"run": "there", "epochs": 3}"#.utf8), to: place.path("options.json"))
            let result = try launch("exit 0", training: ["--config", "options.json"])
            #expect(result.status == 0, "\(result)")
            #expect(result.occurrences(of: "in there") == 1)
            #expect(try arguments(1).hasSuffix(" train --config options.json"))
        }
    }
}
