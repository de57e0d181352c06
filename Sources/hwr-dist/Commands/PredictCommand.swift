import ArgumentParser
import ConvNet
import Evaluation
import Handwriting
import Recognition
import RunFolder

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Recognise the letters in images.")

    @Argument(help: "A checkpoint of a run, *.safetensors.")
    var checkpoint: String

    @Argument(help: "PNG images of one letter each.")
    var images: [String]

    @Option(help: "Which pixels are ink; auto decides for each image.")
    var ink = Ink.auto

    @OptionGroup var scoring: ScoringOptions
    @OptionGroup var arithmetic: KernelOptions

    @Flag(help: "Print one JSON line for each image.")
    var json = false

    func run() throws {
        try runAlone {
            let stored = try Checkpoint.read(checkpoint)
            let recognizer = LetterRecognizer(
                models: [
                    try Model(
                        checkpoint: stored, path: checkpoint,
                        kernels: try KernelSet.chosen(
                            arithmetic.kernels,
                            for: Model.precision(of: stored, path: checkpoint)))
                ], method: scoring.method)
            for path in images {
                let letters = try recognizer.letters(in: path, ink: ink, count: 3)
                if json {
                    print(
                        String(
                            decoding: try JSONFile.line(
                                Prediction(image: path, letters: letters)), as: UTF8.self))
                } else {
                    let list = letters.map {
                        "\(NumberText.percent($0.probability)) %  \($0.displayName)"
                    }
                    print("\(path)\n  \(list.joined(separator: "\n  "))")
                }
            }
        }
    }
}

/// A line of `predict --json`.
private struct Prediction: Encodable {
    let image: String
    let letters: [RankedLetter]
}
