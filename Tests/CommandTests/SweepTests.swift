import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// `hwr-dist sweep`, and the ledger that its trainings write.
    @Suite struct SweepTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 5, classCount: 4)
        }

        private static let training = [
            "--", "train", "--data", "letters", "--image-size", "16", "--batch-size", "24",
            "--epochs", "1",
        ]

        private func sweep(
            _ options: [String], _ training: [String] = []
        ) throws -> CommandResult {
            try place.hwrDist(
                ["sweep", "--runs", "all"] + options + Self.training + training)
        }

        /// The lines of a CSV file as fields.
        private func table(_ name: String) throws -> [[String]] {
            try text(of: place.path(name)).split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        }

        @Test func aTableOfSeedsWithMeanDeviationAndMedian() throws {
            let result = try sweep(["--seeds", "1,2,3"], ["--validation-fraction", "0.2"])
            #expect(result.status == 0, "\(result)")
            let rows = try table("all/sweep.csv").dropFirst()
            #expect(rows.map { $0[0] } == ["seed-1", "seed-2", "seed-3"])
            for row in rows {
                let summary = try place.results("all/\(row[0])").summary
                #expect(Double(row[3]) == summary["validation"]["accuracy"].number)
                #expect(Double(row[4]) == summary["test"]["accuracy"].number)
                #expect(Double(row[5]) == summary["wallSeconds"].number)
            }
            let tests = rows.compactMap { Double($0[4]) }.map { $0 * 100 }
            try #require(tests.count == 3)
            let mean = tests.reduce(0, +) / 3
            let variance = tests.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 2
            let lines = result.standardOutput.split(separator: "\n").suffix(3).map {
                $0.split(separator: " ")
            }
            for (line, value) in zip(lines, [mean, variance.squareRoot(), tests.sorted()[1]]) {
                let shown = try #require(Double(line[line.count - 2]))
                #expect(abs(shown - value) < 0.00501, "\(line)")
            }
            #expect(lines.map { $0[0] } == ["mean", "±", "median"])

            // The ledger stands beside the run folders, with a line for each look.
            let ledger = try table("all/test-ledger.csv").dropFirst()
            #expect(ledger.map { $0[2] } == ["1", "2", "3"])
            #expect(Set(ledger.map { $0[1] }).count == 3)
            #expect(Set(ledger.map { $0[4] }).count == 1)
            #expect(zip(ledger, rows).allSatisfy { Double($0[7]) == Double($1[4]) })

            // Again: all is there already.
            let again = try sweep(["--seeds", "1,2,3"], ["--validation-fraction", "0.2"])
            #expect(again.status == 0 && again.occurrences(of: "finished already") == 3)
            #expect(try table("all/test-ledger.csv").count == 4)
            #expect(try Array(table("all/sweep.csv").dropFirst()) == Array(rows))

            // By hand: the finished run adds nothing, and a look by evaluate does.
            let resumed = try place.train("letters", to: "all/seed-1", ["--epochs", "1"])
            #expect(resumed.status == 0)
            #expect(try table("all/test-ledger.csv").count == 4)
            let checkpoint = try names(in: place.path("all/seed-1/checkpoints"))[0]
            let evaluation = try place.hwrDist(
                ["evaluate", "all/seed-1/checkpoints/\(checkpoint)", "--data", "letters"],
                ranks: 2)
            #expect(evaluation.status == 0, "\(evaluation)")
            let looks = try table("all/test-ledger.csv")
            #expect(looks.count == 5)
            for field in [0, 1, 2, 4, 5] { #expect(looks[4][field] == looks[1][field]) }
        }

        @Test func theTableHasNoRunsOfOtherOptions() throws {
            #expect(try sweep(["--seeds", "1,2"]).status == 0)
            let csv = try text(of: place.path("all/sweep.csv"))
            // The mark shows whether the file is written again.
            try write(Array("\(csv)mark\n".utf8), to: place.path("all/sweep.csv"))
            let other = try sweep(["--seeds", "1,2"], ["--label-smoothing", "0.3"])
            other.expectFailure(78, saying: ["all/seed-1: code 78"])
            #expect(other.occurrences(of: "deviation") == 0)
            #expect(try text(of: place.path("all/sweep.csv")) == "\(csv)mark\n")

            // A run of another build is the training's to judge.
            let config = place.path("all/seed-1/config.json")
            let build = try JSONNode(text(of: config))["start"]["buildID"].string ?? ""
            try #require(!build.isEmpty)
            let changed = try text(of: config).split(separator: build, maxSplits: 1)
                .joined(separator: "0123")
            try write(Array(changed.utf8), to: config)
            let again = try sweep(["--seeds", "1,2"])
            #expect(again.status == 0 && again.occurrences(of: "finished already") == 1)
            #expect(again.occurrences(of: "training 1 of 2, all/seed-1\n") == 1, "\(again)")
            #expect(try text(of: place.path("all/sweep.csv")) == csv)
        }

        @Test func foldsOnTwoRanksAreTheFoldsOfTrain() throws {
            let result = try sweep(
                ["--seeds", "7", "--folds", "2", "-np", "2"], ["--test", "none"])
            #expect(result.status == 0, "\(result)")
            #expect(try table("all/sweep.csv").dropFirst().map { $0[2] } == ["1", "2"])
            #expect(!fileExists(place.path("all/test-ledger.csv")))
            let alone = try place.hwrDist(
                Array(Self.training.dropFirst()) + [
                    "--test", "none", "--seed", "7", "--folds", "2", "--fold", "2", "--run",
                    "alone",
                ])
            #expect(alone.status == 0, "\(alone)")
            #expect(
                try place.results("alone").invariant.differences(
                    from: place.results("all/seed-7-fold-2").invariant) == [])
        }

        @Test func aFailureEndsTheSweepWithItsCode() throws {
            let result = try sweep(["--seeds", "1,2"], ["--batch-size", "23"])
            result.expectFailure(78, saying: ["is not a multiple of", "all/seed-1: code 78"])
            #expect(result.occurrences(of: "training 2 of 2") == 0)
        }

        @Test(arguments: [SIGTERM, SIGINT])
        func aStopEndsTheSweepAndTheSameCommandGoesOn(signal: Int32) throws {
            let options = ["--epochs", "100", "--warmup-epochs", "1"]
            let running = try place.start(
                ["sweep", "--runs", "all", "--seeds", "1,2"] + Self.training + options)
            let metrics = place.path("all/seed-1/metrics.jsonl")
            #expect(waitUntil(timeoutSeconds: 60) { fileExists(metrics) })
            running.signal(signal)
            let stopped = running.wait(timeoutSeconds: 60)
            #expect(stopped.status == 75, "\(stopped)")
            #expect(stopped.occurrences(of: "training 2 of 2") == 0)
            let result = try sweep(["--seeds", "1,2"], options)
            #expect(result.status == 0, "\(result)")
            #expect(result.occurrences(of: "resumed   after step") == 1)
            #expect(try table("all/sweep.csv").count == 3)
        }

        @Test(arguments: [
            (["--seeds", "1,1"], [], 64, "1,1"), (["--seeds", "1,x"], [], 64, "1,x"),
            (["--seeds", "1"], ["--seed", "2"], 78, "--seed is among the training's options"),
            (["--seeds", "1"], ["--run=r"], 78, "--run is among the training's options"),
            (["--seeds", "1", "--folds", "1"], [], 64, "--folds takes a number from 2"),
        ])
        func optionsThatDoNotFitAreRefused(
            options: [String], training: [String], code: Int32, message: String
        ) throws {
            let result = try sweep(options, training)
            #expect(result.status == code && result.occurrences(of: message) > 0, "\(result)")
            #expect(!fileExists(place.path("all")))
        }

        @Test func aLedgerThatCannotBeWrittenFailsNothing() throws {
            _ = try run("ln", ["-s", "elsewhere", place.path("test-ledger.csv")])
            let result = try place.train("letters", to: "run", ["--epochs", "1"])
            #expect(result.occurrences(of: "the test ledger lacks this run") == 1)
            #expect(!fileExists(place.path("elsewhere")))
        }
    }
}
