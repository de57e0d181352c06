import Failures
import RunRecords

/// The words after `launch … --`, and the options among them that `launch` needs to know.
package struct TrainingArguments: Equatable, Sendable {
    /// The words as given, `train` first.
    package let words: [String]
    /// The run folder, given or default.
    package let runPath: String
    /// Whether the user gave no run folder.
    package let hasDefaultRunPath: Bool
    /// The exit code for a stop with a checkpoint.
    package let stopCode: Int32
    /// Whether the training stops by itself before its end.
    package let stopsByItself: Bool
    /// Whether the training prints no progress, so that those who start it print none either.
    package let isQuiet: Bool
    /// The maximum number of ranks of the training.
    package let virtualWorkers: Int
    private let refusesToResume: Bool

    /// - Parameters:
    ///   - words: as they were given.
    ///   - now: the Unix time in seconds.
    /// - Throws: `FileError` or `RecordError` if a `--config` file cannot be used.
    package init(words: [String], now: Int) throws {
        let expanded = try CommandWords(words).expanded()
        self.words = words
        runPath =
            expanded.value(of: "--run")
            ?? RunFolder.defaultPath(
                preset: expanded.value(of: "--preset") ?? "\(RunDescription().network.preset)",
                now: now)
        hasDefaultRunPath = expanded.value(of: "--run") == nil
        stopCode =
            expanded.value(of: "--preempt-exit-code").flatMap { Int32($0) }
            ?? ExitStatus.stopped.rawValue
        stopsByItself = expanded.value(of: "--stop-after") != nil
        virtualWorkers =
            expanded.value(of: "--virtual-workers").flatMap { Int($0) }
            ?? RunDescription().schedule.virtualWorkers
        isQuiet = expanded.contain("--quiet")
        refusesToResume = expanded.value(of: "--resume") == "never"
    }

    /// The words for an attempt. Later attempts get the run folder of the first one, and resume in
    /// it.
    /// - Parameter isFirst: whether it is the first attempt.
    package func words(isFirst: Bool) -> [String] {
        words + (hasDefaultRunPath ? ["--run", runPath] : [])
            + (refusesToResume && !isFirst ? ["--resume", "auto"] : [])
    }
}
