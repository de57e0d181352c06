import ArgumentParser
import ConvNet
import Evaluation
import Handwriting
import Recognition
import RunFolder

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Recognise the letters in images.")

    @Argument(help: "A checkpoint, *.safetensors, or a run folder.")
    var checkpoint: String

    @Argument(help: "PNG images of one letter each.")
    var images: [String]

    @Option(
        name: .customLong("with"), parsing: .singleValue,
        help: ArgumentHelp(
            "Another one, to score together by the mean probability; may be repeated.",
            valueName: "checkpoint"))
    var others: [String] = []

    @Option(help: "Which pixels are ink; auto decides for each image.")
    var ink = Ink.auto

    @OptionGroup var scoring: ScoringOptions
    @OptionGroup var arithmetic: KernelOptions

    @Flag(help: "Print one JSON line for each image.")
    var json = false

    func run() throws {
        try runAlone {
            let ensemble = try Ensemble([checkpoint] + others)
            let recognizer = LetterRecognizer(
                models: try ensemble.models(
                    kernels: try ensemble.precisions().map {
                        try KernelSet.chosen(arithmetic.kernels, for: $0)
                    }), method: scoring.method)
            for path in images {
                let letters = try recognizer.letters(in: path, ink: ink, count: 3)
                if json {
                    try StandardOutput.write(
                        String(
                            decoding: try JSONFile.line(
                                Prediction(image: path, letters: letters)), as: UTF8.self))
                } else {
                    let list = letters.map {
                        "\(NumberText.percent($0.probability)) %  \($0.displayName)"
                    }
                    try StandardOutput.write("\(path)\n  \(list.joined(separator: "\n  "))")
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
