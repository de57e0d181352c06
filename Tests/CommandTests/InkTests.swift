import TestSupport
import Testing

extension AllCommands {
    /// Dark ink on a light ground is the same writing as light ink on a dark one.
    @Suite struct InkTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// At the images' own size, so that no rounding stands between an image and its inverse.
        static let options = ["--epochs", "1", "--image-size", "32"]

        /// A model of light ink, and its test images in dark ink.
        private func trainOnLight() throws {
            try place.makeLetters(perClass: 8, classCount: 6)
            try makeDarkLetters()
            try place.train("letters", to: "run", ["--epochs", "3", "--image-size", "32"])
        }

        private struct Found: Equatable {
            let path: String
            let predicted: String
            let probability: String
        }

        /// What `evaluate` and `predict` find in a folder; both must find the same.
        private func found(
            in folder: String, _ options: [String] = [], ranks: Int? = nil,
            warning: String? = nil
        ) throws -> [Found] {
            func rows(_ arguments: [String]) throws -> [[String]] {
                let result = try place.hwrDist(arguments + options, ranks: ranks)
                #expect(result.status == 0, "\(result)")
                if let warning {
                    #expect(result.occurrences(of: "warning: ") == 1, "\(result)")
                    #expect(result.occurrences(of: warning) == 1, "\(result)")
                } else {
                    #expect(result.standardError == "", "\(result)")
                }
                return try text(of: place.path("found.csv")).split(separator: "\n").dropFirst().map
                {
                    $0.split(separator: ",").map(String.init)
                }
            }
            let evaluated = try rows([
                "evaluate", "run", "--data", folder, "--predictions", "found.csv",
            ]).map { Found(path: "\(folder)/\($0[1])", predicted: $0[3], probability: $0[4]) }
            let predicted = try rows(["predict", "run", folder, "--csv", "found.csv"]).map {
                Found(path: $0[0], predicted: $0[1], probability: $0[2])
            }
            #expect(evaluated == predicted)
            return evaluated
        }

        private func makeDarkLetters() throws {
            for folder in ["dark", "dark/train", "dark/test"] { try makeFolder(place.path(folder)) }
            for part in ["train", "test"] {
                for file in try names(in: place.path("letters/\(part)")) {
                    let light = try bytes(of: place.path("letters/\(part)/\(file)"))
                    try write(
                        try PNGBytes.inverted(light), to: place.path("dark/\(part)/\(file)"))
                }
            }
        }

        @Test(arguments: Launcher.allCases)
        func darkInkGivesTheWeightsOfTheSameLettersInLightInk(launcher: Launcher) throws {
            try place.makeLetters(perClass: 4, classCount: 6)
            try makeDarkLetters()
            let light = try place.train("letters", to: "light", Self.options)
            let dark = try place.train("dark", to: "dark run", Self.options, ranks: launcher.ranks)
            #expect(light.occurrences(of: "32x32 grey, light ink") == 1, "\(light)")
            #expect(dark.occurrences(of: "32x32 grey, dark ink") == 1, "\(dark)")
            let (lightRun, darkRun) = (place.results("light"), place.results("dark run"))
            #expect(try darkRun.weights == lightRun.weights)
            #expect(try darkRun.summary["test"] == lightRun.summary["test"])
            #expect(try darkRun.summary["dataDigest"] != lightRun.summary["dataDigest"])

            let forced = try place.train(
                "dark", to: "forced", Self.options + ["--ink", "light"], ranks: launcher.ranks)
            #expect(forced.occurrences(of: "32x32 grey, light ink") == 1, "\(forced)")
            #expect(try place.results("forced").weights != lightRun.weights)

            try place.train("dark", to: "named", Self.options + ["--ink", "dark"])
            #expect(try place.results("named").weights == lightRun.weights)
        }

        /// Each of the crops votes for dark ink by itself, since its strokes touch the border.
        @Test func tightCropsAreRecognisedAsInTheirFolder() throws {
            try trainOnLight()
            for number in 0..<5 {
                var pixels = [UInt8](repeating: 255, count: 16 * 8)
                for place in 0..<(10 + number) { pixels[9 + 8 * (place / 6) + place % 6] = 0 }
                try write(
                    PNGBytes.grey(pixels, height: 16, width: 8),
                    to: place.path("letters/test/id_900\(number)_label_1.png"))
            }
            let all = try found(in: "letters/test")
            #expect(all.count == 17)
            #expect(try found(in: "letters/test", ["--ink", "light"]) == all)
            // Alone and in small company they have the ink of the training images, too.
            for own in all where own.path.contains("id_900") {
                let result = try place.hwrDist(["predict", "run", own.path, "--csv", "one.csv"])
                #expect(result.status == 0, "\(result)")
                #expect(
                    result.occurrences(of: "warning: the given images: 1 of 1 image appears") == 1)
                let row = try text(of: place.path("one.csv")).split(separator: "\n").last ?? ""
                #expect(row.hasPrefix("\(own.path),\(own.predicted),\(own.probability),"), "\(row)")
            }
        }

        @Test(arguments: [nil, 2])
        func aFolderOfTheOtherInkIsInverted(ranks: Int?) throws {
            try trainOnLight()
            let light = try found(in: "letters/test", ranks: ranks)
            let dark = try found(
                in: "dark/test", ranks: ranks,
                warning: "12 of 12 images appear to have dark ink, the training images have light"
                    + " ink: all 12 are taken to have dark ink")
            #expect(dark.map(\.predicted) == light.map(\.predicted))
            #expect(dark.map(\.probability) == light.map(\.probability))
            let named = try found(in: "dark/test", ["--ink", "dark"], ranks: ranks)
            #expect(named == dark)
            let refused = try found(in: "dark/test", ["--ink", "light"], ranks: ranks)
            #expect(refused != dark)
        }

        @Test func fewerThanTenImagesAreNeverInverted() throws {
            try trainOnLight()
            for file in try names(in: place.path("dark/test")).prefix(3) {
                _ = try run("rm", [place.path("dark/test/\(file)")])
            }
            let few = try found(
                in: "dark/test",
                warning:
                    "9 of 9 images appear to have dark ink, the training images have light ink:"
                    + " fewer than 10 images are not inverted")
            #expect(try found(in: "dark/test", ["--ink", "light"]) == few)
            #expect(try found(in: "dark/test", ["--ink", "dark"]) != few)
        }

        @Test(arguments: [12, 9])
        func theTestOfATrainingIsItsEvaluation(count: Int) throws {
            try trainOnLight()
            for file in try names(in: place.path("dark/test")).dropFirst(count) {
                _ = try run("rm", [place.path("dark/test/\(file)")])
            }
            let result = try place.hwrDist(
                [
                    "train", "--train", "letters/train", "--test", "dark/test", "--run", "mixed",
                ] + Workplace.small + ["--epochs", "3", "--image-size", "32"], ranks: 2)
            #expect(result.status == 0, "\(result)")
            let warning = "dark/test: \(count) of \(count) images appear to have dark ink"
            #expect(result.occurrences(of: "warning: \(warning)") == 1, "\(result)")
            #expect(
                result.occurrences(of: "light ink, in the test dark") == (count == 12 ? 1 : 0))
            let summary = try place.results("mixed").summary
            #expect(
                summary["warnings"].elements.contains { $0.string?.contains(warning) == true })
            let evaluation = try place.hwrDist(
                ["evaluate", "mixed", "--data", "dark/test", "--json"])
            #expect(
                try JSONNode(evaluation.standardOutput).without(["coverage"]) == summary["test"],
                "\(evaluation)")
            #expect(try place.results("mixed").weights == place.results("run").weights)
        }
    }
}
