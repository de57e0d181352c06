import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// The loss in which each class counts alike.
    @Suite struct ClassWeightsTests {
        let place: Workplace

        /// Of the first of four letters 10 images, of the others 4 each; a fifth of each class
        /// validates, which is 2 of the first letter and none of the others.
        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 10, classCount: 4)
            for letter in 2...4 {
                let files = try names(in: place.path("letters/train"))
                    .filter { $0.hasSuffix("label_\(letter).png") }
                for file in files.dropLast(4) { unlink(place.path("letters/train/\(file)")) }
            }
        }

        private static let balanced = ["--epochs", "2", "--class-weights", "balanced"]

        /// Of 20 images that train, 8 and 4 of a class: 20 / (4 · 8) and 20 / (4 · 4).
        @Test func theWeightsAreToldAndChangeTheNetworkOnAnyNumberOfRanksAlike() throws {
            try place.train("letters", to: "none", ["--epochs", "2"])
            let alone = try place.train("letters", to: "alone", Self.balanced)
            #expect(
                alone.occurrences(
                    of: "images weighted by class, from 0.625 for \"1\" to 1.250 for \"2\"") == 1)
            #expect(try place.results("alone").weights != place.results("none").weights)
            try place.train("letters", to: "ranks", Self.balanced, ranks: 3)
            let runs = try ["alone", "ranks"].map { try place.results($0).invariant }
            #expect(runs[0].differences(from: runs[1]) == [])
        }

        @Test func aRunDoesNotGoOnWithOtherWeights() throws {
            try place.train("letters", to: "run", Self.balanced)
            let other = try place.hwrDist(
                ["train", "--data", "letters", "--run", "run", "--epochs", "2"] + Workplace.small)
            other.expectFailure(
                78, saying: ["loss.classWeights: balanced in the run folder, none now"])
        }
    }
}
