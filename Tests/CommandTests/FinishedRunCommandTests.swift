import TestSupport
import Testing

extension AllCommands {
    /// A command that names a run which had ended before gets what it asks for, or hears why not.
    @Suite struct FinishedRunCommandTests {
        let place: Workplace

        /// A run of three epochs, with test images, and those images under wrong labels.
        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 6, classCount: 4)
            let files = try names(in: place.path("letters/test"))
            try makeFolder(place.path("wrong"))
            for file in files {
                let (stem, label) = (file.dropLast(5), Int(file.dropLast(4).suffix(1)) ?? 0)
                try write(
                    bytes(of: place.path("letters/test/\(file)")),
                    to: place.path("wrong/\(stem)\(label % 4 + 1).png"))
            }
            try train(["--test", "letters/test"])
        }

        @discardableResult
        private func train(
            _ options: [String], ranks: Int? = nil, exitCode: Int32 = 0
        ) throws -> CommandResult {
            let result = try place.hwrDist(
                ["train", "--train", "letters/train", "--run", "run", "--epochs", "3"]
                    + Workplace.small + options, ranks: ranks)
            try #require(result.status == exitCode, "\(result)")
            return result
        }

        /// The accuracy that a command prints for the test images.
        private func testAccuracy(_ result: CommandResult) throws -> Substring {
            let line = result.standardOutput.split(separator: "\n").first {
                $0.hasPrefix("test accuracy ")
            }
            return try #require(line).split(separator: " ")[2]
        }

        @Test(arguments: Launcher.allCases)
        func anotherTestFolderIsScoredAsEvaluateScoresIt(launcher: Launcher) throws {
            let again = try train(["--test", "wrong"], ranks: launcher.ranks)
            #expect(again.occurrences(of: "finished before, after 3 epochs") == 1)
            #expect(again.occurrences(of: "other test images") == 1)
            let evaluated = try place.hwrDist(["evaluate", "run", "--data", "wrong"])
            #expect(try testAccuracy(again) == testAccuracy(evaluated))
            #expect(try text(of: place.path("run/report.html")).contains(testAccuracy(again)))
            let verified = try place.hwrDist(["verify", "run"])
            #expect(verified.status == 0, "\(verified)")
            // The looks of both trainings and of evaluate, below the header.
            let ledger = try text(of: place.path("test-ledger.csv"))
            #expect(ledger.split(separator: "\n").count == 4)
        }

        @Test func testImagesCanBeAddedAndLeftOut() throws {
            let without = try train(["--test", "none"])
            #expect(
                without.occurrences(of: "without test images (--test none), before with some") == 1)
            #expect(try text(of: place.path("run/summary.json")).contains("\"test\" : null"))
            let with = try train(["--test", "letters/test"])
            #expect(with.occurrences(of: "with test images, before without any") == 1)
            #expect(with.standardOutput.contains("test accuracy "))
        }

        @Test func aLongerTrainingIsRefusedWithTheWayToGoOn() throws {
            let longer = try place.hwrDist(
                [
                    "train", "--train", "letters/train", "--test", "letters/test", "--run", "run",
                    "--epochs", "5",
                ] + Workplace.small)
            longer.expectFailure(
                78,
                saying: [
                    "epochs: 3 in the run folder, 5 now", "--schedule constant", "--init",
                    "optimizer's state", "learning-rate schedule",
                ])
        }

        /// A stop between the two leaves a folder that is whole.
        @Test func aConstantLearningRateLetsARunBeContinued() throws {
            func train(_ folder: String, _ options: [String]) throws -> CommandResult {
                try place.train("letters", to: folder, ["--schedule", "constant"] + options)
            }
            _ = try train("whole", ["--epochs", "4"])
            _ = try train("longer", ["--epochs", "2"])
            let stopped = try place.train(
                "letters", to: "longer",
                ["--schedule", "constant", "--epochs", "4", "--stop-after", "1"], ranks: 3,
                exitCode: 75)
            #expect(stopped.occurrences(of: "after 2 epochs: it is continued to epoch 4") == 1)
            let verified = try place.hwrDist(["verify", "longer"])
            #expect(verified.status == 0, "\(verified)")
            _ = try train("longer", ["--epochs", "4"])
            let runs = try ["whole", "longer"].map { try place.results($0).invariant }
            #expect(runs[1].differences(from: runs[0]) == [])
        }

        @Test func optionsThatChangeNoResultAreNotRefused() throws {
            let again = try train([
                "--test", "letters/test", "--validate-on", "root", "--checkpoint-every", "2",
                "--stop-after", "1",
            ])
            #expect(again.occurrences(of: "nothing was trained") == 1)
        }

        /// Patience alone makes the best epoch's weights the result; an explicit word wins.
        @Test(arguments: [([], true), (["--select", "last"], false)])
        func patienceSelectsTheBestEpoch(options: [String], selectsBest: Bool) throws {
            let again = try train(["--test", "letters/test", "--patience", "3"] + options)
            let says = again.occurrences(of: "the weights of the epoch with the highest") == 1
            #expect(says == selectsBest)
            let config = try text(of: place.path("run/config.json"))
            #expect(
                config.contains(selectsBest ? "\"select\" : \"best\"" : "\"select\" : \"last\""))
        }
    }
}
