import TestSupport
import Testing

extension AllCommands {
    /// The weights are a function of data, options and seed, never of the number of ranks.
    @Suite struct RankCountTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// 28 classes of 6: 140 images train, so that five workers have 18 and three 17; their six
        /// steps of at most 3 are short ones here and there.
        @Test func allFilesAreEqualOnOneToEightRanks() throws {
            try place.makeLetters(perClass: 6)
            try place.train("letters", to: "1", ["--epochs", "2"])
            let alone = try place.results("1").invariant
            #expect(alone.checkpoints.count == 3)
            for ranks in [2, 3, 4, 5, 8] {
                try place.train("letters", to: "\(ranks)", ["--epochs", "2"], ranks: ranks)
                let results = place.results("\(ranks)")
                #expect(
                    try results.invariant.differences(from: alone) == [], "\(ranks) ranks")
                #expect(try results.summary["ranks"] == .number(Double(ranks)))
            }
        }

        @Test(arguments: ["accurate", "keras"])
        func dropoutAndResidualKeepTheInvariant(preset: String) throws {
            try place.makeLetters(perClass: 5, classCount: 7)
            let options = ["--preset", preset, "--epochs", "2"]
            try place.train("letters", to: "1", options)
            try place.train("letters", to: "3", options, ranks: 3)
            let alone = try place.results("1").invariant
            #expect(try place.results("3").invariant.differences(from: alone) == [])
        }

        @Test func fiveWorkersAreNoPowerOfTwo() throws {
            try place.makeLetters(perClass: 6, classCount: 9)
            let options = ["--virtual-workers", "5", "--batch-size", "15", "--epochs", "1"]
            try place.train("letters", to: "1", options)
            let alone = try place.results("1").invariant
            for ranks in [2, 3, 5] {
                try place.train("letters", to: "\(ranks)", options, ranks: ranks)
                #expect(
                    try place.results("\(ranks)").invariant.differences(from: alone) == [])
            }
        }

        @Test func workersWithoutSamplesTakePart() throws {
            try place.makeLetters(perClass: 4, classCount: 2)
            for file in try names(in: place.path("letters/train")).suffix(3) {
                _ = try run("rm", [place.path("letters/train/\(file)")])
            }
            let options = ["--validation-fraction", "0", "--batch-size", "8", "--epochs", "2"]
            let result = try place.train("letters", to: "1", options)
            #expect(result.standardError.contains("data      5 training"))
            let alone = try place.results("1").invariant
            for ranks in [3, 8] {
                try place.train("letters", to: "\(ranks)", options, ranks: ranks)
                #expect(
                    try place.results("\(ranks)").invariant.differences(from: alone) == [])
            }
        }

        @Test func theLossFallsAndAnotherSeedGivesOtherWeights() throws {
            try place.makeLetters(perClass: 6, classCount: 6)
            let options = ["--epochs", "5", "--no-augmentation"]
            try place.train("letters", to: "first", options, ranks: 2)
            try place.train("letters", to: "again", options, ranks: 2)
            try place.train("letters", to: "other", options + ["--seed", "2"], ranks: 2)
            let losses = try place.results("first").metrics.map { $0["trainLoss"].number ?? .nan }
            try #require(losses.count == 5)
            #expect(losses[4] < 0.8 * losses[0], "\(losses)")
            let weights = try place.results("first").weights
            #expect(try place.results("again").weights == weights)
            #expect(try place.results("other").weights != weights)
        }

        @Test func everyWayToNameTheSameImagesGivesTheSameWeights() throws {
            try place.makeLetters(perClass: 4)
            let options = ["--epochs", "1"] + Workplace.small
            let copied = try place.shell("mkdir 'a copy' && cp -r letters/* 'a copy'")
            #expect(copied.status == 0)
            for (name, data) in [
                ("data", ["--data", "letters"]),
                ("folders", ["--train", "letters/train", "--test", "letters/test"]),
                ("copy", ["--data", "a copy"]),
            ] {
                let result = try place.hwrDist(
                    ["train", "--run", name] + data + options, ranks: 2)
                try #require(result.status == 0, "\(result)")
            }
            let first = try place.results("data").invariant
            #expect(try place.results("folders").invariant.differences(from: first) == [])
            #expect(try place.results("copy").invariant.differences(from: first) == [])
        }

        @Test func syntheticLettersAreTheSameInMemoryAndInFiles() throws {
            let options = ["--epochs", "1", "--seed", "5", "--batch-size", "24"]
            let written = try place.hwrDist(["synth", "five", "--per-class", "4", "--seed", "5"])
            #expect(written.status == 0)
            let files = try place.hwrDist(
                ["train", "--data", "five", "--run", "files"] + options, ranks: 2)
            try #require(files.status == 0, "\(files)")
            let memory = try place.hwrDist(
                ["train", "--synthetic-per-class", "4", "--run", "memory"] + options, ranks: 3)
            try #require(memory.status == 0, "\(memory)")
            #expect(try place.results("memory").weights == place.results("files").weights)
            #expect(
                try place.results("memory").summary["test"]
                    == place.results("files").summary["test"])
        }

        @Test func onlyRankZeroValidatesOnRequestWithTheSameNumbers() throws {
            try place.makeLetters(perClass: 6, classCount: 6)
            try place.train("letters", to: "all", ["--epochs", "2"], ranks: 3)
            try place.train(
                "letters", to: "root", ["--epochs", "2", "--validate-on", "root"], ranks: 3)
            let all = try place.results("all").invariant
            #expect(all.metrics.allSatisfy { $0["validationAccuracy"].number != nil })
            #expect(try place.results("root").invariant.differences(from: all) == [])
        }
    }
}
