import Files
import RunRecords

/// The trainings of a sweep: one for each seed, or for each seed and fold.
package struct SweepPlan: Sendable, Equatable {
    package struct Run: Sendable, Equatable {
        package let seed: UInt64
        /// From 1; nil without folds.
        package let fold: Int?
        package let path: String
        /// The command line of the training, `train` first.
        package let words: [String]
    }

    package let folder: String
    /// By seeds as given, then folds.
    package let runs: [Run]

    /// What a sweep gives each training itself.
    private static let ownOptions = ["--seed", "--run", "--folds", "--fold"]

    /// - Parameters:
    ///   - folds: at least 2; nil to validate as `words` say.
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

    /// The first option among a training's that the sweep sets itself.
    /// - Throws: `FileError` or `RecordError` when a file of `--config` cannot be used.
    package static func ownOption(among words: [String]) throws -> String? {
        ownOptions.first(where: try CommandWords(words).expanded().contain)
    }
}

extension SweepPlan.Run {
    /// Whether the folder holds the result of this very command and program, so that there is
    /// nothing to do.
    ///
    /// Of any other result the training itself judges: it goes on, or names what is different. An
    /// option file may have changed since.
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
