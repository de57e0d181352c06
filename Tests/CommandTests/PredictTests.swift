import TestSupport
import Testing

extension AllCommands {
    /// What `predict` says of single images.
    @Suite struct PredictTests {
        let place: Workplace
        let checkpoint = "run/checkpoints/epoch-0001-step-000007.safetensors"

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 8)
            try place.train("letters", to: "run", ["--epochs", "2", "--batch-size", "32"])
        }

        @Test func predictionNamesThreeLettersWithProbabilities() throws {
            let images = try names(in: place.path("letters/test")).prefix(3).map {
                "letters/test/\($0)"
            }
            let table = try place.hwrDist(["predict", checkpoint] + images)
            #expect(table.status == 0 && table.standardError == "", "\(table)")
            #expect(table.standardOutput.split(separator: "\n").count == 12)

            let result = try place.hwrDist(["predict", checkpoint, "--json"] + images)
            #expect(result.status == 0 && result.standardError == "", "\(result)")
            let lines = try JSONNode.lines(result.standardOutput)
            #expect(lines.map { $0["image"].string } == images)
            let alphabet = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي".unicodeScalars
            for line in lines {
                let letters = line["letters"].elements
                #expect(letters.count == 3)
                let probabilities = letters.map { $0["probability"].number ?? .nan }
                #expect(probabilities == probabilities.sorted(by: >))
                #expect(probabilities.allSatisfy { $0 > 0 })
                #expect(probabilities.reduce(0, +) <= 1)
                for letter in letters {
                    let name = letter["displayName"].string ?? ""
                    #expect(name.unicodeScalars.contains { alphabet.contains($0) }, "\(name)")
                }
            }
        }

        @Test func predictionTakesSeveralModelsAndViews() throws {
            try place.train(
                "letters", to: "second", ["--epochs", "2", "--batch-size", "32", "--seed", "2"])
            let image = "letters/test/\(try names(in: place.path("letters/test"))[0])"
            var outputs: Set<String> = []
            for options in [
                [], ["--with", "second"], ["--tta", "shifts"], ["--temperature", "3"],
            ] {
                let result = try place.hwrDist(["predict", "run", image, "--json"] + options)
                #expect(result.status == 0 && result.standardError == "", "\(result)")
                outputs.insert(result.standardOutput)
            }
            #expect(outputs.count == 4)
            try place.hwrDist(["predict", "run", image, "--temperature", "0"])
                .expectFailure(64, saying: ["--temperature takes a number from 0.01 to 100"])
        }

        /// The bits of a prediction depend on the image alone, not on what else is asked for.
        @Test func anImagesScoresAreTheSameBitsInAnyCompany() throws {
            let images = try names(in: place.path("letters/train")).prefix(33)
                .map { "letters/train/\($0)" }
            let image = images[0]
            let others = Array(images.dropFirst())
            for kernels in Processor.kernelSets {
                func lines(_ list: [String]) throws -> [Substring] {
                    let result = try place.hwrDist(
                        ["predict", checkpoint, "--json", "--kernels", kernels] + list)
                    #expect(result.status == 0, "\(result)")
                    return result.standardOutput.split(separator: "\n")
                }
                let alone = try lines([image])
                try #require(alone.count == 1)
                let inOrder = try lines(others)
                for position in [0, 1, 7, 15, 16, 31, 32] {
                    var list = others
                    list.insert(image, at: position)
                    let all = try lines(list)
                    try #require(all.count == 33)
                    #expect(all[position] == alone[0], "\(kernels), position \(position)")
                    #expect(all.filter { $0 != alone[0] } == inOrder, "\(kernels), \(position)")
                }
            }
        }
    }
}
