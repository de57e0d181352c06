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

        private func printed(_ options: [String]) throws -> String {
            let result = try place.hwrDist(["train"] + options + ["--print-config"])
            #expect(result.status == 0, "\(result)")
            return result.standardOutput
        }

        @Test func thePrintedOptionsReproduceTheRun() throws {
            try place.makeLetters(perClass: 6, classCount: 3)
            let options =
                ["--data", "letters", "--recipe", "fast", "--folds", "3", "--fold", "2"]
                + ["--no-augmentation", "--image-size", "16", "--batch-size", "24"]
            let text = try printed(options)
            try write(Array(text.utf8), to: place.path("options.json"))
            for (run, options) in [("a", options), ("b", ["--config", "options.json"])] {
                let result = try place.hwrDist(["train"] + options + ["--run", run])
                #expect(result.status == 0, "\(result)")
            }
            #expect(try place.results("a").weights == place.results("b").weights)
        }

        /// Names with blanks and quotes, lists, flags, and numbers of all digits.
        @Test func thePrintedOptionsAreThoseThatWereGiven() throws {
            let options = [
                "--teacher", "a b", "--teacher", "c\"d", "--strict", "--init", "model",
                "--seed", "18446744073709551615", "--distillation", "0.25", "--patience", "3",
            ]
            let text = try printed(options)
            for part in [
                #""teacher": ["a b", "c\"d"]"#, #""strict": true"#, #""init": "model""#,
                #""seed": 18446744073709551615"#, #""patience": 3"#, #""learning-rate": 0.006"#,
            ] { #expect(text.contains(part), "\(part)") }
            try write(Array(text.utf8), to: place.path("options.json"))
            #expect(try printed(["--config", "options.json"]) == text)
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
