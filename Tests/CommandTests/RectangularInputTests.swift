import TestSupport
import Testing

extension AllCommands {
    /// Networks whose input is wider than high.
    @Suite struct RectangularInputTests {
        let place: Workplace

        /// Four letters in pictures of 16 rows and 40 columns.
        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 6, classCount: 4, imageSize: "16x40")
        }

        private static let options = ["--image-size", "16x40", "--epochs", "1"]

        @Test(arguments: ["keras", "compact", "accurate"])
        func everyPresetTrainsAndEveryCommandTakesItsModel(preset: String) throws {
            let options = Self.options + ["--preset", preset]
            let alone = try place.train("letters", to: "alone", options)
            #expect(alone.occurrences(of: "4 classes; 16x40 grey") == 1, "\(alone)")
            try place.train("letters", to: "ranks", options, ranks: 3)
            let runs = try ["alone", "ranks"].map { try place.results($0).invariant }
            #expect(runs[0].differences(from: runs[1]) == [])

            for words in [
                ["evaluate", "alone", "--data", "letters", "--tta", "full"],
                ["predict", "alone", "letters/test"], ["report", "alone"], ["verify", "alone"],
            ] {
                let result = try place.hwrDist(words)
                #expect(result.status == 0, "\(result)")
            }
        }

        @Test func aRunGoesOnWithItsSizeAlone() throws {
            let whole = Self.options + ["--epochs", "2"]
            try place.train("letters", to: "whole", whole)
            try place.train("letters", to: "run", whole + ["--stop-after", "1"], exitCode: 75)
            let other = try place.hwrDist(
                ["train", "--data", "letters", "--run", "run", "--epochs", "2"] + Workplace.small)
            other.expectFailure(78, saying: ["data.imageWidth: 40 in the run folder, 16 now"])
            try place.train("letters", to: "run", whole, ranks: 2)
            #expect(try place.results("run").weights == place.results("whole").weights)
        }

        @Test func thePreviewHasCellsOfThatSize() throws {
            let result = try place.hwrDist(
                ["preview", "sheet.png", "--data", "letters"] + Self.options)
            #expect(result.status == 0, "\(result)")
            let header = try bytes(of: place.path("sheet.png")).prefix(24)
            // Width and height stand behind "IHDR", big end first: 12 cells of 41 and a line, 4 of 17.
            #expect(Array(header.suffix(8)) == [0, 0, 1, 237, 0, 0, 0, 69])
        }
    }
}
