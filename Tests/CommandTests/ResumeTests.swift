import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// An interrupted run reaches what the uninterrupted one reaches, on any number of ranks.
    @Suite struct ResumeTests {
        let place: Workplace
        static let epochs = ["--epochs", "3"]
        /// More than any machine is through with before a signal comes.
        static let manyEpochs = ["--epochs", "100000"]

        init() throws { place = try Workplace() }

        @Test func aRunStoppedInsideEpochsEndsLikeOneThatWasNot() throws {
            try place.makeLetters(perClass: 6)
            try place.train("letters", to: "clean", Self.epochs)
            // An epoch has six steps: the stops fall inside the first, and inside the third.
            let first = try place.train(
                "letters", to: "parts", Self.epochs + ["--stop-after", "4"], ranks: 3, exitCode: 75)
            #expect(first.occurrences(of: "stopped as requested after step 4") == 1)
            #expect(first.occurrences(of: "--run parts") == 1)
            #expect(first.standardOutput == "")
            #expect(!fileExists(place.path("parts/summary.json")))
            try place.train(
                "letters", to: "parts", Self.epochs + ["--stop-after", "10"], ranks: 2,
                exitCode: 75)
            let last = try place.train("letters", to: "parts", Self.epochs, ranks: 5)
            #expect(last.occurrences(of: "resumed   after step 14, in epoch 3") == 1)
            let clean = try place.results("clean").invariant
            #expect(clean.metrics.count == 3)
            let differences = try place.results("parts").invariant.differences(from: clean)
            // The checkpoint of the second stop is one of the two that are kept.
            #expect(
                differences == [
                    "epoch-0001-step-000006.safetensors", "epoch-0002-step-000002.safetensors",
                ])
        }

        /// Ten stops in one run, each rank count twice, with epochs, validations and the best between.
        @Test func aRunOfElevenPartsOnChangingRanksEndsLikeTheCleanRun() throws {
            try place.makeLetters(perClass: 6)
            let options = ["--epochs", "9", "--select", "best", "--patience", "8"]
            try place.train("letters", to: "clean", options)
            let rankCounts = [1, 2, 3, 4, 8, 8, 1, 4, 3, 2]
            // 54 steps; the parts end after 3, 11, 12, 18, 25, 26, 33, 40, 47 and 51 of them.
            let lengths = [3, 8, 1, 6, 7, 1, 7, 7, 7, 4]
            for (ranks, length) in zip(rankCounts, lengths) {
                try place.train(
                    "letters", to: "parts", options + ["--stop-after", "\(length)"],
                    ranks: ranks, exitCode: 75)
            }
            let last = try place.train("letters", to: "parts", options, ranks: 5)
            #expect(last.occurrences(of: "resumed   after step 51, in epoch 9") == 1)
            let clean = try place.results("clean").invariant
            #expect(clean.metrics.count == 9)
            let differences = try place.results("parts").invariant.differences(from: clean)
            // The checkpoint of the last stop is one of the two that are kept.
            #expect(
                differences == [
                    "epoch-0007-step-000006.safetensors", "epoch-0008-step-000003.safetensors",
                ])
        }

        @Test func aKilledRunGoesOnFromItsLastCheckpoint() throws {
            try place.makeLetters(perClass: 6)
            for victim in Victim.allCases {
                let options = ["--checkpoint-every", "4"]
                let job = try place.start(
                    ["train", "--data", "letters", "--run", "\(victim)"] + Workplace.small
                        + Self.manyEpochs + options, ranks: 3)
                let started = waitUntil(timeoutSeconds: 30) {
                    fileExists(
                        place.path("\(victim)/checkpoints/epoch-0001-step-000002.safetensors"))
                }
                #expect(started)
                let ranks = children(of: job.processID)
                #expect(ranks.count == 3)
                switch victim {
                case .launcher: job.signal(SIGKILL)
                case .rank: kill(ranks.last ?? job.processID, SIGKILL)
                }
                let result = job.wait(timeoutSeconds: 10)
                #expect(result.status == 137 && !result.timedOut, "\(result)")
                #expect(waitUntil(timeoutSeconds: 5) { ranks.allSatisfy { kill($0, 0) != 0 } })
                #expect(!fileExists(place.path("\(victim)/summary.json")))

                // To the end of an epoch and into the next.
                let resumed = try place.train(
                    "letters", to: "\(victim)", Self.manyEpochs + options + ["--stop-after", "7"],
                    ranks: 2, exitCode: 75)
                #expect(resumed.occurrences(of: "resumed   after step") == 1)
                try expectAsUninterrupted("\(victim)", stopped: resumed)
            }
        }

        /// Compares a run that has stopped with one that was not interrupted before.
        private func expectAsUninterrupted(_ name: String, stopped: CommandResult) throws {
            let step = try #require(stopped.stopStep, "\(stopped)")
            try place.train(
                "letters", to: "clean-\(name)", Self.manyEpochs + ["--stop-after", "\(step)"],
                exitCode: 75)
            let (run, clean) = (place.results(name), place.results("clean-\(name)"))
            #expect(try run.newestCheckpoint.name == clean.newestCheckpoint.name)
            let isEqual = try run.newestCheckpoint.bytes == clean.newestCheckpoint.bytes
            #expect(isEqual)
            #expect(try run.metrics.map { $0.without() } == clean.metrics.map { $0.without() })
        }

        enum Victim: CaseIterable {
            case launcher
            case rank
        }

        @Test func aSignalToMpirunLeavesACheckpointAndCode75() throws {
            try place.makeLetters(perClass: 6)
            let job = try place.start(
                ["train", "--data", "letters", "--run", "parts"] + Workplace.small
                    + Self.manyEpochs, ranks: 3)
            let started = waitUntil(timeoutSeconds: 30) {
                job.standardErrorSoFar.contains("epoch 1/")
            }
            #expect(started)
            job.signal(SIGUSR1)
            let stopped = job.wait(timeoutSeconds: 20)
            #expect(stopped.status == 75 && !stopped.timedOut, "\(stopped)")
            #expect(stopped.occurrences(of: "stopped as requested after step") == 1)
            let resumed = try place.train(
                "letters", to: "parts", Self.manyEpochs + ["--stop-after", "7"], ranks: 2,
                exitCode: 75)
            try expectAsUninterrupted("parts", stopped: resumed)
        }

        @Test(arguments: [SIGTERM, SIGINT])
        func aSignalToALoneProcessLeavesACheckpointAndCode75(signal: Int32) throws {
            try place.makeLetters(perClass: 6)
            let job = try place.start(
                ["train", "--data", "letters", "--run", "parts"] + Self.manyEpochs
                    + Workplace.small)
            let started = waitUntil(timeoutSeconds: 30) {
                job.standardErrorSoFar.contains("epoch 1/")
            }
            #expect(started)
            job.signal(signal)
            let stopped = job.wait(timeoutSeconds: 20)
            #expect(stopped.status == 75 && !stopped.timedOut, "\(stopped)")
            #expect(try place.results("parts").checkpoints.count >= 2)
        }

        @Test(arguments: Launcher.allCases)
        func aFinishedRunPrintsItsResultAndTrainsNoMore(launcher: Launcher) throws {
            try place.makeLetters(perClass: 6, classCount: 4)
            let first = try place.train("letters", to: "run", ["--epochs", "2"])
            let before = try place.results("run").checkpoints
            let files = ["summary.json", "metrics.jsonl", "report.html", "config.json"]
            let contents = try files.map { try bytes(of: place.path("run/\($0)")) }
            let again = try place.train(
                "letters", to: "run", ["--epochs", "2"], ranks: launcher.ranks)
            #expect(again.standardOutput == first.standardOutput)
            #expect(again.occurrences(of: "epoch ") == 0)
            let isUntouched = try place.results("run").checkpoints == before
            #expect(isUntouched)
            for (file, content) in zip(files, contents) {
                let isSame = try bytes(of: place.path("run/\(file)")) == content
                #expect(isSame, "\(file)")
            }
        }

        @Test func aNewRunBeginsWithAnotherRunsCheckpoint() throws {
            try place.makeLetters(perClass: 6)
            let options = Self.epochs + ["--select", "best"]
            try place.train("letters", to: "clean", options)
            try place.train("letters", to: "old", options + ["--stop-after", "15"], exitCode: 75)
            let result = try place.train(
                "letters", to: "new",
                options + [
                    "--resume", "old/checkpoints/epoch-0002-step-000003.safetensors",
                ], ranks: 2)
            #expect(result.occurrences(of: "resumed   after step 15, in epoch 3") == 1)
            let (new, clean) = (place.results("new"), place.results("clean"))
            #expect(try new.weights == clean.weights)
            #expect(try new.metrics.map { $0["epoch"] } == [.number(3)])
            // The best of all three epochs, also when it was in the old run.
            #expect(try new.summary["evaluated"] == clean.summary["evaluated"])
            #expect(try new.summary["test"] == clean.summary["test"])
        }

        @Test func theBestEpochsWeightsMustBeThereToBeginWith() throws {
            try place.makeLetters(perClass: 6, classCount: 8)
            try place.train(
                "letters", to: "old", Self.epochs + ["--stop-after", "5"], exitCode: 75)
            _ = try run("rm", [place.path("old/checkpoints/best.safetensors")])
            let checkpoint = try names(in: place.path("old/checkpoints")).last ?? ""
            let options = Self.epochs + ["--resume", "old/checkpoints/\(checkpoint)"]
            try place.train(
                "letters", to: "best", options + ["--select", "best"], ranks: 3, exitCode: 78
            ).expectFailure(
                78,
                saying: [
                    "--select best needs the weights of epoch",
                    "old/checkpoints/best.safetensors does not hold them", "--select last",
                ])
            // The same command again goes on with the folder's own checkpoints, as after a requeue.
            try place.train("letters", to: "last", options + ["--stop-after", "1"], exitCode: 75)
            let again = try place.train("letters", to: "last", options)
            #expect(again.occurrences(of: "resumed   after step 6") == 1)
        }

        /// mpirun sends its ranks SIGCONT, SIGTERM a second later, and SIGKILL after another one.
        @Test func mpirunsEndLeavesACheckpoint() throws {
            try place.makeLetters(perClass: 6)
            let options = Self.manyEpochs
            let job = try place.start(
                ["train", "--data", "letters", "--run", "parts"] + Workplace.small + options,
                ranks: 3)
            let started = waitUntil(timeoutSeconds: 30) {
                job.standardErrorSoFar.contains("epoch 1/")
            }
            #expect(started)
            job.signal(SIGTERM)
            let stopped = job.wait(timeoutSeconds: 10)
            #expect(stopped.status == 1 && !stopped.timedOut, "\(stopped)")
            #expect(stopped.occurrences(of: "stopped as requested after step") == 1)
            let step = try #require(stopped.stopStep, "\(stopped)")
            let resumed = try place.train(
                "letters", to: "parts", options + ["--stop-after", "1"], exitCode: 75)
            #expect(resumed.occurrences(of: "resumed   after step \(step),") == 1)
        }

        @Test func anotherKernelSetIsWarnedOfOrRefused() throws {
            try #require(Processor.kernelSets.count > 1)
            try place.makeLetters(perClass: 6, classCount: 8)
            let options = Self.epochs + ["--stop-after", "1"]
            try place.train("letters", to: "run", options + ["--kernels", "avx2"], exitCode: 75)
            let other = ["--kernels", "portable"]
            let refused = try place.train(
                "letters", to: "run", options + other + ["--strict"], ranks: 3, exitCode: 78)
            refused.expectFailure(
                78,
                saying: ["arithmetic.kernels: avx2 in the run folder, portable now", "--strict"])
            let warned = try place.train(
                "letters", to: "run", options + other, ranks: 3, exitCode: 75)
            let warning = "warning: arithmetic.kernels: avx2 in the run folder, portable now"
            #expect(warned.occurrences(of: warning) == 1)
            #expect(try text(of: place.path("run/config.json")).contains("portable now"))
        }

        @Test func aDamagedCheckpointIsPassedOverWithAWarning() throws {
            try place.makeLetters(perClass: 6, classCount: 8)
            try place.train("letters", to: "clean", Self.epochs)
            try place.train(
                "letters", to: "run",
                Self.epochs + ["--checkpoint-every", "1", "--stop-after", "4"],
                exitCode: 75)
            let checkpoints = try names(in: place.path("run/checkpoints"))
                .filter { $0.hasPrefix("epoch-") }
            try #require(checkpoints.count == 2)
            let newest = place.path("run/checkpoints/\(checkpoints[1])")
            var damaged = try bytes(of: newest)
            damaged[damaged.count / 2] ^= 1
            try write(damaged, to: newest)
            // The lines of epochs that are trained again must go.
            try write(
                bytes(of: place.path("clean/metrics.jsonl")), to: place.path("run/metrics.jsonl"))
            let result = try place.train("letters", to: "run", Self.epochs, ranks: 3)
            #expect(
                result.occurrences(of: "warning: passed over a damaged checkpoint") == 1)
            #expect(result.occurrences(of: checkpoints[1]) == 1)
            #expect(result.occurrences(of: "resumed   after step 3") == 1)
            let clean = place.results("clean")
            #expect(try place.results("run").weights == clean.weights)
            #expect(try place.results("run").invariant.metrics == clean.invariant.metrics)
        }

        @Test func withoutAnyUsableCheckpointTheRunIsRefused() throws {
            try place.makeLetters(perClass: 6, classCount: 4)
            try place.train(
                "letters", to: "run", Self.epochs + ["--stop-after", "1"], exitCode: 75)
            let names = try names(in: place.path("run/checkpoints"))
            for name in names { try write([1, 2, 3], to: place.path("run/checkpoints/\(name)")) }
            let result = try place.train(
                "letters", to: "run", Self.epochs, ranks: 3, exitCode: 65)
            result.expectFailure(65, saying: ["is damaged", "remove it"])
        }
    }
}
