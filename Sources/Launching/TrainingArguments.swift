import Failures
import RunRecords

/// The words after `launch … --`, and what `launch` must know of them.
package struct TrainingArguments: Equatable, Sendable {
    /// As they were given, `train` first.
    package let words: [String]
    /// The run folder, as given or by default.
    package let runPath: String
    /// Whether the run folder was not given.
    package let hasDefaultRunPath: Bool
    /// The exit code for a stop with a checkpoint.
    package let stopCode: Int32
    /// Whether the training stops by itself before its end.
    package let stopsByItself: Bool
    private let refusesToResume: Bool

    /// - Parameters:
    ///   - words: as they were given.
    ///   - expandedWords: the same with the options of `--config` files in their place.
    ///   - now: seconds since 1970 began, UTC.
    package init(words: [String], expandedWords: [String], now: Int) {
        func value(_ option: String) -> String? { Self.value(of: option, in: expandedWords) }
        self.words = words
        runPath =
            value("--run")
            ?? RunFolder.defaultPath(
                preset: value("--preset") ?? "\(RunDescription().network.preset)", now: now)
        hasDefaultRunPath = value("--run") == nil
        stopCode =
            value("--preempt-exit-code").flatMap { Int32($0) } ?? ExitStatus.stopped.rawValue
        stopsByItself = value("--stop-after") != nil
        refusesToResume = value("--resume") == "never"
    }

    /// The words for an attempt: a later one finds the folder of the first, and goes on in it.
    /// - Parameter isFirst: whether it is the first attempt.
    package func words(isFirst: Bool) -> [String] {
        words + (hasDefaultRunPath ? ["--run", runPath] : [])
            + (refusesToResume && !isFirst ? ["--resume", "auto"] : [])
    }

    /// The value of an option, `--name VALUE` or `--name=VALUE`; of several the last one counts.
    private static func value(of option: String, in words: [String]) -> String? {
        for index in words.indices.reversed() {
            if words[index].hasPrefix("\(option)=") {
                return String(words[index].dropFirst(option.count + 1))
            }
            if words[index] == option, index + 1 < words.count { return words[index + 1] }
        }
        return nil
    }
}
