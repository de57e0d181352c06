import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// Batch systems that end a job before its time.
    @Suite struct PreemptionTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// The portable kernels, the largest preset and 9,000 images of four times the pixels: two
        /// trillion multiply-adds, many seconds on any processor, though they are loaded in one.
        private func slowEvaluation() throws -> [String] {
            try place.makeLetters(perClass: 40)
            let trained = try place.hwrDist(
                [
                    "train", "--data", "letters", "--run", "run", "--preset", "accurate",
                    "--image-size", "64", "--batch-size", "8", "--stop-after", "1",
                ], timeoutSeconds: 60)
            try #require(trained.status == 75, "\(trained)")
            let checkpoint = try #require(try names(in: place.path("run/checkpoints")).first)
            let copied = try place.shell(
                "mkdir many && for copy in {1..8}; do cp -lr letters/train many/$copy || exit; done"
            )
            try #require(copied.status == 0, "\(copied)")
            return [
                "evaluate", "run/checkpoints/\(checkpoint)", "--data", "many", "--kernels",
                "portable",
            ]
        }

        @Test(arguments: [SIGUSR1, SIGTERM])
        func anEvaluationIsStoppedWithinSecondsAndShowsNothing(signal: Int32) throws {
            let job = try place.start(
                try slowEvaluation() + ["--preempt-exit-code", "99"], ranks: 2)
            let ranksCatch = waitUntil(timeoutSeconds: 20) {
                let ranks = children(of: job.processID)
                return ranks.count == 2 && ranks.allSatisfy { catches(signal, process: $0) }
            }
            #expect(ranksCatch)
            // Wherever it has come by then, minutes of work on this processor lie ahead.
            usleep(1_000_000)
            // One rank alone is told; the other one hears of it at their next look.
            let start = ContinuousClock.now
            kill(children(of: job.processID).last ?? job.processID, signal)
            let result = job.wait(timeoutSeconds: 30)
            #expect(ContinuousClock.now - start < .seconds(5), "\(result)")
            #expect(result.status == 99, "\(result)")
            #expect(result.standardOutput == "", "\(result)")
            #expect(result.occurrences(of: "stopped as requested") == 1, "\(result)")
        }

        @Test(arguments: Launcher.allCases)
        func theCodeOfAStoppedTrainingCanBeChosen(launcher: Launcher) throws {
            try place.makeLetters(perClass: 4, classCount: 3)
            let result = try place.train(
                "letters", to: "run", ["--stop-after", "1", "--preempt-exit-code", "99"],
                ranks: launcher.ranks, exitCode: 99)
            #expect(result.occurrences(of: "stopped as requested after step 1") == 1)
        }
    }
}
