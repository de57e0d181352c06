import TestSupport
import Testing

extension AllCommands {
    /// Limits of the system (`ulimit`) that end a process by a signal if it lets them.
    @Suite struct LimitTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 6, classCount: 5)
        }

        /// Checkpoints of the preset accurate have 14 MB; Open MPI itself writes files of 4 MiB.
        private static let words = ["--epochs", "2", "--preset", "accurate"]

        @Test(arguments: Launcher.allCases)
        func aFileBeyondTheLimitIsNamedAndTheRunGoesOnLater(launcher: Launcher) throws {
            try place.train("letters", to: "whole", Self.words)
            try place.train("letters", to: "run", Self.words + ["--stop-after", "2"], exitCode: 75)
            let start = launcher == .alone ? "" : "mpirun -np 3"
            let words = (Workplace.small + Self.words).joined(separator: " ")
            let limited = try place.shell(
                """
                ulimit -f 8192
                exec \(start) $HWR train --data letters --run run \(words)
                """)
            limited.expectFailure(
                74,
                saying: [
                    "cannot write run/checkpoints/", "File too large (errno 27)",
                    "files of this process may have 8388608 bytes (ulimit -f): raise the limit",
                ])
            let verified = try place.hwrDist(["verify", "run"])
            #expect(verified.status == 0, "\(verified)")
            let resumed = try place.train("letters", to: "run", Self.words)
            #expect(resumed.occurrences(of: "resumed   after step 2,") == 1, "\(resumed)")
            #expect(try place.results("run").weights == place.results("whole").weights)
        }

        /// mpirun itself cannot bear such a limit, and says nothing.
        @Test func launchRefusesALimitUnderWhichMpirunHangs() throws {
            let result = try place.shell(
                """
                ulimit -f 1000
                exec $HWR launch -np 2 -- train --data letters --run run
                """, timeoutSeconds: 20)
            result.expectFailure(
                78,
                saying: [
                    "files may have at most 1024000 bytes (ulimit -f), and mpirun needs 4194304",
                    "ulimit -f unlimited",
                ])
        }

        /// Messages go into a pipe, which has no such limit.
        @Test func aResultBeyondTheLimitIsCode74() throws {
            let result = try place.shell(
                """
                ulimit -f 1
                $HWR train --help >result 2> >(cat >&2); code=$?; sleep 0.2; exit $code
                """)
            result.expectFailure(
                74,
                saying: [
                    "cannot write standard output: File too large (errno 27)",
                    "may have 1024 bytes (ulimit -f)",
                ])
        }
    }
}
