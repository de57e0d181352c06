import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// Images that can be read, but are not what they seem: said before numbers are trusted.
    @Suite struct ImageWarningTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// The warnings that `train` printed. `summary.json` must keep the same ones.
        private func warnings(
            _ data: String, _ launcher: Launcher, _ options: [String] = []
        ) throws -> [String] {
            let result = try place.train(
                data, to: "run", ["--epochs", "1"] + options, ranks: launcher.ranks)
            let stored = try place.results("run").summary["warnings"].elements.map { $0.string }
            for text in stored {
                #expect(result.occurrences(of: "warning: \(text ?? "none")") == 1, "\(result)")
            }
            return stored.compactMap { $0 }
        }

        private func files(_ folder: String, label: Int) throws -> [String] {
            try names(in: place.path(folder)).filter { $0.hasSuffix("_label_\(label).png") }
                .map { "\(folder)/\($0)" }
        }

        /// Letters of one pixel's width have a dark ground around them, alike on any number of ranks.
        @Test(arguments: Launcher.allCases)
        func letters1To3PixelsWideAreTrainedOn(launcher: Launcher) throws {
            try place.makeLetters(perClass: 8, classCount: 2)
            for part in ["train", "test"] {
                for label in 3...5 {
                    for sample in 0..<6 {
                        let (height, width) =
                            switch label {
                            case 3: (28, 1 + sample % 3)
                            case 4: (1 + sample % 3, 20)
                            default: (1, 1)
                            }
                        try write(
                            try PNGBytes.inverted(PNGBytes.grey(height: height, width: width)),
                            to: place.path(
                                "letters/\(part)/id_\(900 + sample * 5 + label)_label_\(label).png")
                        )
                    }
                }
            }
            #expect(try warnings("letters", launcher) == [])
            let alone = try place.train("letters", to: "alone", ["--epochs", "1"])
            #expect(alone.occurrences(of: "light ink") == 1)
            #expect(try place.results("alone").weights == place.results("run").weights)
            let doctor = try place.hwrDist(["doctor", "--data", "letters"])
            #expect(doctor.standardOutput.contains("1 to 32 high, 1 to 32 wide"), "\(doctor)")
            #expect(!doctor.standardOutput.contains("blank"), "\(doctor)")
        }

        @Test(arguments: Launcher.allCases)
        func files16BitsDeepThatHold12BitValuesAreCalledAlmostBlank(launcher: Launcher) throws {
            for label in 1...2 {
                for sample in 0..<6 {
                    let image = PNGBytes.grey16(height: 16, width: 16) { row, column in
                        (4..<12).contains(label == 1 ? row : column)
                            && (4..<12).contains(
                                label == 1 ? column - sample % 3 : row - sample % 3)
                            ? 4095 : 0
                    }
                    try place.folder.write(image, to: "data/train/\(label)/\(sample).png")
                    try place.folder.write(image, to: "data/test/\(label)/\(sample).png")
                }
            }
            let found = try warnings("data", launcher)
            try #require(found.count == 2)
            #expect(found[0].hasPrefix("12 of 12 training images have almost no contrast"))
            #expect(found[1].hasPrefix("12 of 12 test images have almost no contrast"))
            #expect(found[0].contains("16-bit files that hold 8-bit or 12-bit values"))

            let doctor = try place.hwrDist(["doctor", "--data", "data"])
            #expect(doctor.standardOutput.contains("training contrast"), "\(doctor)")
            #expect(doctor.standardOutput.contains("for example 1/0.png, 1/1.png"), "\(doctor)")
            let evaluation = try place.hwrDist(
                ["evaluate", "run", "--data", "data"], ranks: launcher.ranks)
            #expect(evaluation.status == 0)
            #expect(
                evaluation.occurrences(of: "warning: 12 of 12 test images have almost no contrast")
                    == 1, "\(evaluation)")
        }

        @Test(arguments: Launcher.allCases)
        func aClassWithTheOtherInkIsNamed(launcher: Launcher) throws {
            try place.makeLetters(perClass: 6, classCount: 4)
            for file in try files("letters/train", label: 2) {
                let path = place.path(file)
                try write(try PNGBytes.inverted(try bytes(of: path)), to: path)
            }
            let found = try warnings("letters", launcher)
            #expect(found.count == 1)
            #expect(
                found.first?.hasPrefix(
                    "the training images of class \"2\" (6 of 6 images) are dark on light") == true,
                "\(found)")
            let doctor = try place.hwrDist(["doctor", "--data", "letters"])
            #expect(doctor.standardOutput.contains("class \"2\" (6 of 6 images)"), "\(doctor)")

            let evaluation = try place.hwrDist(["evaluate", "run", "--data", "letters/train"])
            #expect(
                evaluation.occurrences(
                    of: "warning: the test images of class \"2\" (6 of 6 images) are dark on light")
                    == 1, "\(evaluation)")
        }

        @Test func aStrongImbalanceIsNamedWithItsNumbers() throws {
            try place.makeLetters(perClass: 40, classCount: 3)
            for file in try files("letters/train", label: 3).dropFirst(4) {
                unlink(place.path(file))
            }
            let found = try warnings("letters", .alone).filter { $0.contains("imbalance") }
            #expect(found.count == 1)
            #expect(
                found.first?.contains("images of \"1\", but only 4 of \"3\"") == true, "\(found)")
            #expect(found.first?.contains("macro averages") == true)
        }

        @Test(arguments: Launcher.allCases)
        func aClassThatLostAllItsImagesIsNamed(launcher: Launcher) throws {
            try place.makeLetters(perClass: 6, classCount: 4)
            for file in try files("letters/train", label: 2) + files("letters/test", label: 3) {
                try write([0x89], to: place.path(file))
            }
            let found = try warnings("letters", launcher, ["--bad-images", "skip"])
            let lost = found.filter { $0.contains("image is left of class") }
            #expect(lost.count == 2)
            #expect(lost.first?.hasPrefix("no training image is left of class \"2\": all") == true)
            #expect(lost.last?.hasPrefix("no test image is left of class \"3\": all") == true)

            let evaluation = try place.hwrDist(
                ["evaluate", "run", "--data", "letters", "--bad-images", "skip"],
                ranks: launcher.ranks)
            #expect(evaluation.status == 0)
            #expect(
                evaluation.occurrences(of: "warning: no test image is left of class \"3\"") == 1,
                "\(evaluation)")
        }

        @Test func imagesWithAnOrientationTagAreNamed() throws {
            try place.makeLetters(perClass: 6, classCount: 2)
            let file = try #require(try files("letters/train", label: 1).first)
            let upright = try #require(try files("letters/train", label: 2).first)
            for (file, orientation) in [(file, UInt8(6)), (upright, 1)] {
                let tag: [UInt8] =
                    [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1]
                    + [0, orientation, 0, 0, 0, 0, 0, 0]
                let image = try bytes(of: place.path(file))
                try write(
                    PNGBytes.inserting("eXIf", tag, into: image), to: place.path(file))
            }
            let doctor = try place.hwrDist(["doctor", "--data", "letters"])
            #expect(doctor.standardOutput.contains("training orientation"), "\(doctor)")
            let name = file.split(separator: "/").last ?? ""
            #expect(
                doctor.standardOutput.contains(
                    "1 image is marked as turned or mirrored by an orientation tag (eXIf), which"
                        + " viewers obey and training does not: \(name)\n"), "\(doctor)")
            #expect(!doctor.standardOutput.contains("test orientation"))
            #expect(try warnings("letters", .alone) == [])
        }
    }
}
