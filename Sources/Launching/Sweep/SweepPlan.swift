import Files
import RunRecords

/// The trainings of a sweep: one for each seed, or for each seed and fold.
package struct SweepPlan: Sendable, Equatable {
    package struct Run: Sendable, Equatable {
        package let seed: UInt64
        /// The fold, counted from 1; nil without folds.
        package let fold: Int?
        package let path: String
        /// The command line of the training, `train` first.
        package let words: [String]
    }

    package let folder: String
    /// In the order of the seeds as given, then by folds.
    package let runs: [Run]

    /// The options that the sweep sets for each training.
    private static let ownOptions = ["--seed", "--run", "--folds", "--fold"]

    /// - Parameters:
    ///   - folds: the number of folds, at least 2; nil to leave the validation to `words`.
    ///   - folder: the folder for the run folders.
    ///   - words: the command `train` and its options, without those of `ownOptions`.
    package init(seeds: [UInt64], folds: Int?, folder: String, words: [String]) {
        self.folder = folder
        let numbers: [Int?] = folds.map { Array(1...$0) } ?? [nil]
        runs = seeds.flatMap { seed in
            numbers.map { fold in
                let name = "seed-\(seed)" + (fold.map { "-fold-\($0)" } ?? "")
                let path = Paths.join(folder, name)
                var words = words + ["--seed", "\(seed)", "--run", path]
                if let fold, let folds { words += ["--folds", "\(folds)", "--fold", "\(fold)"] }
                return Run(seed: seed, fold: fold, path: path, words: words)
            }
        }
    }

    /// The first option in a training's words that the sweep must set itself; nil if there is none.
    /// - Throws: `FileError` or `RecordError` when a file of `--config` cannot be used.
    package static func ownOption(among words: [String]) throws -> String? {
        ownOptions.first(where: try CommandWords(words).expanded().contain)
    }
}

extension SweepPlan.Run {
    /// Whether the folder contains the result of exactly this command and program, so that there is
    /// nothing to do.
    ///
    /// Any other result is left to the training itself, which resumes or names the differences.
    /// Commands with an option file are never considered finished, because the file may have
    /// changed.
    /// - Parameter buildID: the ELF build-id of this program.
    func isFinished(byBuild buildID: String) -> Bool {
        let hasOptionFile = CommandWords(words).contain("--config")
        let folder = RunFolder(path)
        guard !hasOptionFile, let summary = try? folder.summary(),
            let start = try? folder.configuration()?.start
        else { return false }
        return summary.steps > 0 && start.buildID == buildID
            && Array(start.commandLine.dropFirst()) == words
    }
}
