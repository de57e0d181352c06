import TestSupport
import Testing

extension AllCommands {
    /// `train --init`.
    @Suite struct InitialWeightsCommandTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 6, classCount: 4)
            try place.makeLetters("few", perClass: 6, classCount: 3)
            try place.train("letters", to: "first", ["--epochs", "1"])
        }

        private var checkpoint: String {
            get throws {
                let names = try names(in: place.path("first/checkpoints"))
                return "first/checkpoints/\(try #require(names.first { $0.hasPrefix("epoch") }))"
            }
        }

        @Test func otherLettersBeginWithTheNetworkOfTheFirstOnAnyNumberOfRanks() throws {
            let options = [
                "--epochs", "2", "--init", try checkpoint, "--optimizer", "muon", "--lookahead",
                "2",
            ]
            try place.train("few", to: "1", options)
            let ofRun = ["--epochs", "2", "--init", "first"] + options.dropFirst(4)
            try place.train("few", to: "3", ofRun, ranks: 3)
            let alone = try place.results("1").invariant
            #expect(try place.results("3").invariant.differences(from: alone) == [])
            let verified = try place.hwrDist(["verify", "1"])
            #expect(verified.status == 0, "\(verified)")
        }

        @Test(arguments: Launcher.allCases)
        func whatCannotBeBegunWithIsSaid(launcher: Launcher) throws {
            let other = [
                "train", "--data", "few", "--preset", "keras", "--init", try checkpoint,
                "--batch-size", "24", "--image-size", "16",
            ]
            try place.hwrDist(other, ranks: launcher.ranks).expectFailure(
                78, saying: ["has the preset compact, and this run has keras", "leave --init out"])
            try place.hwrDist(
                ["train", "--data", "few", "--init", "nowhere.safetensors"],
                ranks: launcher.ranks
            ).expectFailure(66, saying: ["nowhere.safetensors: No such file"])
        }
    }
}
