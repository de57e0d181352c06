import Glibc
import TestSupport
import Testing

/// A temporary folder in which the command runs, so that paths in options are relative to it.
struct Workplace {
    let folder: TemporaryFolder

    static let command = "\(productsDirectory)/hwr-dist"

    /// A step of tiny batches is over in milliseconds, so most runs take a second.
    static let small = [
        "--image-size", "16", "--batch-size", "24", "--validation-fraction", "0.2",
    ]

    init() throws {
        folder = try TemporaryFolder()
    }

    func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    /// Runs `hwr-dist`, on `ranks` ranks of mpirun or, when nil, alone.
    func hwrDist(
        _ arguments: [String], ranks: Int? = nil, environment: [String: String] = [:],
        timeoutSeconds: Double = 60
    ) throws -> CommandResult {
        try start(arguments, ranks: ranks, environment: environment)
            .wait(timeoutSeconds: timeoutSeconds)
    }

    /// Starts what `hwrDist` runs and returns at once.
    func start(
        _ arguments: [String], ranks: Int? = nil, environment: [String: String] = [:]
    ) throws -> RunningCommand {
        if let ranks {
            return try startMPIRun(
                ranks: ranks, [Self.command] + arguments, environment: environment,
                workingDirectory: folder.path)
        }
        return try RunningCommand(
            Self.command, arguments,
            environment: mpiEnvironment.merging(environment) { $1 },
            workingDirectory: folder.path)
    }

    /// Runs a shell script in the folder, with the command in `$HWR`.
    func shell(_ script: String, timeoutSeconds: Double = 60) throws -> CommandResult {
        let variables = [
            "HWR": Self.command,
            // Open MPI's folder there by default may belong to a root that this one only plays.
            "TMPDIR": folder.path,
        ]
        return try run(
            "bash", ["-c", script], environment: mpiEnvironment.merging(variables) { $1 },
            workingDirectory: folder.path, timeoutSeconds: timeoutSeconds)
    }

    /// Trains with `small` options on the data `data`, and expects success.
    @discardableResult
    func train(
        _ data: String, to runFolder: String, _ options: [String] = [], ranks: Int? = nil,
        environment: [String: String] = [:], exitCode: Int32 = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> CommandResult {
        let result = try hwrDist(
            ["train", "--data", data, "--run", runFolder] + Self.small + options, ranks: ranks,
            environment: environment)
        try #require(
            result.status == exitCode && !result.timedOut, "\(result)",
            sourceLocation: sourceLocation)
        return result
    }

    /// A folder with `train` and `test` of the first `classCount` synthetic letters.
    func makeLetters(
        _ name: String = "letters", perClass: Int, classCount: Int = 28, imageSize: String = "32"
    ) throws {
        let result = try hwrDist([
            "synth", name, "--per-class", "\(perClass)", "--image-size", imageSize,
        ])
        try #require(result.status == 0, "\(result)")
        for part in ["train", "test"] {
            for file in try names(in: path("\(name)/\(part)")) where label(of: file) > classCount {
                unlink(path("\(name)/\(part)/\(file)"))
            }
        }
    }

    /// The run in a folder.
    func results(_ runFolder: String) -> RunFiles { RunFiles(path: path(runFolder)) }

    /// K of `id_N_label_K.png`.
    private func label(of file: String) -> Int {
        file.dropLast(4).split(separator: "_").last.flatMap { Int($0) } ?? 0
    }
}

extension CommandResult {
    /// How often standard error holds a text.
    func occurrences(of text: String) -> Int {
        standardError.components(separatedBy: text).count - 1
    }

    /// The step after which a run says that it has stopped as requested; nil when it does not.
    var stopStep: Int? {
        let words = standardError.components(separatedBy: "stopped as requested after step ")
        return words.count == 2 ? Int(words[1].prefix { $0.isNumber }) : nil
    }

    /// Expects that the command ended with a code and said each text exactly once, on standard
    /// error alone.
    func expectFailure(
        _ code: Int32, saying texts: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(!timedOut, "\(self)", sourceLocation: sourceLocation)
        #expect(status == code, "\(self)", sourceLocation: sourceLocation)
        #expect(standardOutput == "", sourceLocation: sourceLocation)
        for text in texts {
            #expect(
                occurrences(of: text) == 1, "\"\(text)\" in: \(self)",
                sourceLocation: sourceLocation)
        }
    }
}

extension String {
    /// The parts between occurrences of a text that is not empty.
    func components(separatedBy separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}

/// Alone, and on three ranks of mpirun.
enum Launcher: CaseIterable, CustomTestStringConvertible {
    case alone
    case threeRanks

    var ranks: Int? { self == .alone ? nil : 3 }
    var testDescription: String { self == .alone ? "alone" : "on 3 ranks" }
}
