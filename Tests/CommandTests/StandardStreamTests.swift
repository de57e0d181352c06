import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// Standard streams that cannot be written, that nobody reads, or that are closed.
    @Suite struct StandardStreamTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 4, classCount: 3)
            try place.train("letters", to: "run", ["--epochs", "1"])
        }

        /// Commands whose result is what they print.
        private static let printing = [
            "predict run letters/test/*", "predict run letters/test/* --json",
            "evaluate run --data letters", "evaluate run --data letters --json", "compare run run",
            "compare run run --json", "verify run", "verify run --json", "verify run run", "doctor",
            "doctor --json", "bench step --seconds 0.05", "bench kernels --json",
            "bench exchange --seconds 0.05", "bench data --seconds 0.05", "--help", "--version",
            "help train", "train --help",
        ]

        /// Commands whose result is files, of which the last word is the one that must be there.
        private static let writing = [
            "train --data letters --epochs 1 \(Workplace.small.joined(separator: " ")) --run out",
            "train --data letters --epochs 1 --image-size 16 --json --batch-size 24 --run out",
            "report run", "synth out --per-class 1", "preview --data letters out",
            "sweep --seeds 1 --runs out -- train --data letters --epochs 1 --image-size 16",
        ]

        private func hwrDist(_ words: String, _ redirection: String) throws -> CommandResult {
            try place.shell("rm -rf out; $HWR \(words) \(redirection)")
        }

        @Test(arguments: printing)
        func aResultThatCannotBeWrittenIsCode74(words: String) throws {
            let result = try hwrDist(words, ">/dev/full")
            result.expectFailure(
                74,
                saying: ["error: cannot write standard output: No space left on device (errno 28)"])
        }

        @Test(arguments: writing)
        func aCommandThatWritesFilesFinishesFirst(words: String) throws {
            let result = try hwrDist(words, ">/dev/full")
            if words.hasPrefix("preview") {
                // It prints nothing.
                #expect(result.status == 0, "\(result)")
            } else {
                #expect(result.status == 74, "\(result)")
                let text = "warning: cannot write standard output: No space left on device"
                // The sweep's training warns, too.
                #expect(
                    result.occurrences(of: text) == (words.hasPrefix("sweep") ? 2 : 1),
                    "\(result)")
            }
            #expect(words == "report run" || fileExists(place.path("out")))
            if words.hasPrefix("train") {
                #expect(try place.hwrDist(["verify", "out"]).status == 0)
            }
        }

        @Test(arguments: printing + writing)
        func aReaderThatLeavesEndsTheCommandQuietly(words: String) throws {
            let result = try place.shell(
                """
                rm -rf out; mkfifo gone; exec 3<>gone; exec 4>gone; exec 3<&-; rm gone
                $HWR \(words) >&4
                """)
            #expect(result.status == 0, "\(result)")
            #expect(!result.standardError.contains("standard output"), "\(result)")
            #expect(!result.standardError.contains("error:"), "\(result)")
        }

        /// The code says what was found, also to somebody who does not read on.
        @Test func aReaderThatLeavesDoesNotChangeTheCodesOfVerify() throws {
            try place.train("letters", to: "other", ["--epochs", "1", "--seed", "2"])
            let result = try place.shell(
                """
                $HWR verify run other | true; echo ${PIPESTATUS[0]}
                echo >>run/metrics.jsonl; $HWR verify run | true; echo ${PIPESTATUS[0]}
                """)
            #expect(result.standardOutput == "1\n65\n", "\(result)")
        }

        @Test(arguments: [">&-", "2>&-", ">&- 2>&- <&-", "2>/dev/full", "2>&1 >&- | true"])
        func closedStreamsAndDeafOnesForMessagesHarmNothing(redirection: String) throws {
            for words in Self.printing.prefix(3) + Self.writing.prefix(1) {
                let result = try place.shell(
                    "rm -rf out; $HWR \(words) \(redirection); exit ${PIPESTATUS[0]}")
                #expect(result.status == 0, "\(words) \(redirection): \(result)")
            }
            // Had a file of the run taken a stream's place, it would hold messages.
            #expect(
                try place.results("out").invariant.differences(
                    from: place.results("run").invariant) == [])
            let verified = try place.hwrDist(["verify", "out"])
            #expect(verified.status == 0, "\(verified)")
        }

        @Test func whatLaunchStartsIsKilledByAPipeAsEver() throws {
            try place.folder.makeFolder("bin")
            try write(
                Array("#!/bin/sh\ngrep '^SigIgn' /proc/self/status\n".utf8),
                to: place.path("bin/mpirun"))
            let result = try place.shell(
                "chmod +x bin/mpirun; PATH=$PWD/bin:$PATH exec $HWR launch -np 2 -- train --run x")
            let words = result.standardOutput.split(whereSeparator: \.isWhitespace)
            let ignored = try #require(words.last.flatMap { UInt64($0, radix: 16) }, "\(result)")
            for signal in [SIGPIPE, SIGXFSZ] { #expect(ignored >> (signal - 1) & 1 == 0) }
        }
    }
}
