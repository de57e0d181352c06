import TestSupport
import Testing

extension AllCommands {
    /// Options of the recipe that are more than a number: names, teachers, the picture of them.
    @Suite struct RecipeCommandTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
        }

        private func augmentation(_ run: String) throws -> JSONNode {
            let text = try text(of: place.path("\(run)/config.json"))
            return try JSONNode(text)["identity"]["augmentation"]
        }

        @Test func thePrintedOptionsReproduceTheRun() throws {
            try place.makeLetters(perClass: 6, classCount: 3)
            let options =
                ["train", "--data", "letters", "--recipe", "fast", "--folds", "3", "--fold", "2"]
                + ["--no-augmentation", "--seed", "18446744073709551615"] + Workplace.small
            let printed = try place.hwrDist(options + ["--print-config"])
            #expect(printed.status == 0, "\(printed)")
            try write(Array(printed.standardOutput.utf8), to: place.path("options.json"))
            let again = try place.hwrDist(["train", "--config", "options.json", "--print-config"])
            #expect(again.standardOutput == printed.standardOutput)
            _ = try place.hwrDist(options + ["--run", "a"])
            _ = try place.hwrDist(["train", "--config", "options.json", "--run", "b"])
            #expect(try place.results("a").weights == place.results("b").weights)
            #expect(try place.hwrDist(["verify", "a", "b"]).status == 0)
        }

        @Test func aNamedRecipeStandsForItsOptionsWhichOverrideIt() throws {
            try place.makeLetters(perClass: 2, classCount: 3)
            try write(Array(#"{"recipe": "fast"}"#.utf8), to: place.path("fast.json"))
            for (run, options) in [
                ("standard", []), ("fast", ["--recipe", "fast"]),
                ("file", ["--config", "fast.json"]),
                ("given", ["--elastic", "0.25", "--recipe=fast"]),
            ] {
                try place.train("letters", to: run, options + ["--epochs", "2"])
            }
            #expect(try augmentation("standard")["elasticFraction"].number != 0)
            #expect(try augmentation("fast")["elasticFraction"].number == 0)
            #expect(try augmentation("fast") == augmentation("file"))
            #expect(try augmentation("given")["elasticFraction"].number == 0.25)
            try place.hwrDist(["train", "--data", "letters", "--recipe", "slow"])
                .expectFailure(64, saying: ["The value 'slow' is invalid"])
        }

        @Test func aStudentGoesOnWithItsTeachersOnly() throws {
            try place.makeLetters(perClass: 6, classCount: 4)
            try place.makeLetters("others", perClass: 6, classCount: 3)
            for (run, data, seed) in [("a", "letters", 1), ("b", "letters", 2), ("c", "others", 1)]
            {
                try place.train(data, to: run, ["--epochs", "2", "--seed", "\(seed)"])
            }
            func best(_ run: String) -> [String] {
                ["--teacher", "\(run)/checkpoints/best.safetensors"]
            }
            let taught = best("a") + best("b") + ["--epochs", "3"]
            try place.train("letters", to: "whole", taught, ranks: 3)
            try place.train("letters", to: "parts", taught + ["--stop-after", "2"], exitCode: 75)
            try place.train(
                "letters", to: "parts", best("b") + best("a") + ["--epochs", "3"], exitCode: 78)
            try place.train("letters", to: "parts", taught, ranks: 2)
            try place.train("letters", to: "alone", ["--epochs", "3"])
            #expect(try place.results("parts").weights == place.results("whole").weights)
            #expect(try place.results("alone").weights != place.results("whole").weights)

            let options = ["train", "--data", "letters", "--run", "d"] + Workplace.small
            try place.hwrDist(options + best("c"), ranks: 2)
                .expectFailure(78, saying: ["c/checkpoints/best.safetensors", "the classes"])
            try place.hwrDist(options + best("nowhere"), ranks: 2)
                .expectFailure(66, saying: ["nowhere/checkpoints/best.safetensors"])
        }

        @Test func thePreviewShowsARowForEachClass() throws {
            try place.makeLetters(perClass: 2, classCount: 3)
            let result = try place.hwrDist([
                "preview", "sheet.png", "--data", "letters", "--image-size", "20",
            ])
            #expect(result.status == 0, "\(result)")
            let header = try bytes(of: place.path("sheet.png")).prefix(24)
            // Width and height stand behind "IHDR", big end first: cells of 20 and lines between.
            #expect(Array(header.suffix(8)) == [0, 0, 0, 253, 0, 0, 0, 64])
        }
    }
}
