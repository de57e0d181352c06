import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// Run folders that cannot be had or filled.
    @Suite struct RunFolderErrorTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 4, classCount: 3)
        }

        @Test(arguments: Launcher.allCases)
        func aFileInTheFoldersPlaceIsSaid(launcher: Launcher) throws {
            try write([1], to: place.path("file"))
            let result = try place.train(
                "letters", to: "file/run", ranks: launcher.ranks, exitCode: 73)
            result.expectFailure(73, saying: ["cannot make folder file/run: Not a directory"])
        }

        @Test(arguments: Launcher.allCases)
        func aFolderThatMayNotBeWrittenIsSaid(launcher: Launcher) throws {
            try makeFolder(place.path("locked"))
            try #require(chmod(place.path("locked"), 0o500) == 0)
            let start = launcher == .alone ? "" : "mpirun -np 3"
            let result = try place.shell(
                "exec \(start) \(Unprivileged.prefix) $HWR train --data letters --run locked/run",
                timeoutSeconds: 20)
            result.expectFailure(
                73,
                saying: [
                    "cannot make folder locked/run: Permission denied", "choose another --run",
                ])
        }

        /// Before the images are loaded: one that cannot be read would be 65.
        @Test func aRunningJobsFolderIsRefusedNamingTheJob() throws {
            let holder = try place.start(
                ["train", "--data", "letters", "--run", "run", "--epochs", "100000"]
                    + Workplace.small)
            let started = waitUntil(timeoutSeconds: 20) {
                holder.standardErrorSoFar.contains("epoch 1/")
            }
            #expect(started)
            let image = try #require(try names(in: place.path("letters/train")).first)
            try write([1, 2, 3], to: place.path("letters/train/\(image)"))
            for launcher in Launcher.allCases {
                let result = try place.train(
                    "letters", to: "run", ["--epochs", "100000"], ranks: launcher.ranks,
                    exitCode: 73)
                result.expectFailure(
                    73,
                    saying: [
                        "run folder run is in use by process \(holder.processID) on host"
                            + " \(try hostName())", "choose another --run",
                    ])
            }
            holder.signal(SIGTERM)
            let stopped = holder.wait(timeoutSeconds: 10)
            #expect(stopped.status == 75, "\(stopped)")
        }

        @Test(arguments: Launcher.allCases)
        func aDiskThatIsTooSmallIsRefusedAtTheStart(launcher: Launcher) throws {
            try makeFolder(place.path("run"))
            let start = launcher == .alone ? "" : "mpirun -np 3"
            let result = try place.shell(
                """
                exec \(Unprivileged.mounting) sh -c '
                mount -t tmpfs -o size=1m none run || exit 99
                exec \(start) "$HWR" train --data letters --run run'
                """, timeoutSeconds: 20)
            result.expectFailure(
                74, saying: ["run: No space left on device", "bytes are needed", "free space or"])
        }

        /// The last good checkpoint outlives the failed one, and the run goes on from it.
        @Test(arguments: Launcher.allCases)
        func aDiskThatFillsUpEndsTheRunWhichGoesOnLater(launcher: Launcher) throws {
            try makeFolder(place.path("run"))
            let start = launcher == .alone ? "" : "mpirun -np 3"
            let options = "\(Workplace.small.joined(separator: " ")) --epochs 100000"
            let result = try place.shell(
                """
                exec \(Unprivileged.mounting) bash -c '
                mount -t tmpfs -o size=12m none run || exit 99
                \(start) "$HWR" train --data letters --run run \(options) 2>first.log & job=$!
                while kill -0 $job && ! grep -q "^epoch 1/" first.log; do sleep 0.01; done
                cat /dev/zero >run/filling 2>/dev/null
                wait $job; echo "first $?"
                rm run/filling
                \(start) "$HWR" train --data letters --run run \(options) --stop-after 1 2>second.log
                echo "second $?"'
                """, timeoutSeconds: 60)
            #expect(result.standardOutput == "first 74\nsecond 75\n", "\(result)")
            let first = try text(of: place.path("first.log"))
            #expect(first.components(separatedBy: "No space left on device").count == 2, "\(first)")
            #expect(first.contains("cannot write run/"), "\(first)")
            #expect(try text(of: place.path("second.log")).contains("resumed   after step"))
        }
    }
}

private func hostName() throws -> String {
    try run("hostname").standardOutput.split(separator: "\n").first.map(String.init) ?? ""
}
