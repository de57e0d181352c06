import ArgumentParser
import Files
import Images
import RunRecords
import SyntheticLetters

struct SynthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synth",
        abstract: "Write the built-in synthetic letters as a folder of PNG images.",
        discussion: "Makes the folders train and test in it; hwr-dist train --data OUT reads them.")

    @Argument(help: "The folder to write; it must be empty or not exist yet.")
    var out: String

    @Option(
        help: ArgumentHelp(
            "Training images of each of the 28 letters; a quarter as many are added for testing.",
            valueName: "n"))
    var perClass = 300

    @Option(help: ArgumentHelp("Seed of the letters.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Height and width in pixels: 32 for both, or 32x128.", valueName: "pixels"))
    var imageSize = ImageSize(height: 32, width: 32)

    func validate() throws {
        guard (1...100_000).contains(perClass) else {
            throw ValidationError("--per-class takes a number from 1 to 100000")
        }
        let limit = Limit<ImageSize>.sides
        guard limit.holds(imageSize) else {
            throw ValidationError("--image-size takes \(limit.text)")
        }
    }

    func run() throws {
        try runAlone {
            _ = try ExportFolder(out)
            let letters = LetterRenderer(
                seed: seed, height: imageSize.height, width: imageSize.width)
            let testPerClass = max(1, perClass / 4)
            try letters.write(
                to: "\(out)/train", samples: 0..<perClass)
            try letters.write(
                to: "\(out)/test",
                samples: LetterRenderer.firstTestSample..<LetterRenderer.firstTestSample
                    + testPerClass)
            StandardOutput.report(
                "\(out): \(28 * perClass) training and \(28 * testPerClass) test images;"
                    + " train with: hwr-dist train --data \(out)")
        }
    }
}

extension LetterRenderer {
    /// Writes one PNG for each class and sample.
    /// - Throws: `FileError` when a folder or a file cannot be made.
    func write(to path: String, samples: Range<Int>) throws {
        let folder = try ExportFolder(path)
        for sample in samples {
            for classIndex in Self.classNames.indices {
                let image = Image(
                    height: height, width: width,
                    pixels: image(class: classIndex, sample: sample))
                try folder.write(
                    Self.fileName(class: classIndex, sample: sample), PNGCodec.encode(image))
            }
        }
    }
}
