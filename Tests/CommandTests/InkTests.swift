import TestSupport
import Testing

extension AllCommands {
    /// Dark ink on a light ground is the same writing as light ink on a dark one.
    @Suite struct InkTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// At the images' own size, so that no rounding stands between an image and its inverse.
        static let options = ["--epochs", "1", "--image-size", "32"]

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
    }
}
