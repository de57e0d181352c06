import Collectives
import Launching
import MessagePassing
import Recognition

/// Suggests commands with a suitable number of ranks: the command of this process with what must
/// change.
enum FittingCommands {
    /// Runs `body`. If it fails because there are more ranks than virtual workers, suggests
    /// commands that work.
    ///
    /// - Parameter batchSize: the command's batch size, which must be a multiple of the virtual
    ///   workers.
    /// - Throws: `ConfigurationError` in place of `WorkerAssignmentError`, on all ranks alike.
    static func suggesting<Result>(
        batchSize: Int, words: [String] = CommandLine.arguments, _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as WorkerAssignmentError {
            let (ranks, workers) = (error.worldSize, error.virtualWorkers)
            let words = CommandWords(words)
            let fewer = command(words, ranks: workers, workers: workers, batchSize: batchSize)
            let more = command(
                words.setting("--virtual-workers", to: ranks), ranks: ranks, workers: ranks,
                batchSize: batchSize)
            throw ConfigurationError(
                "\(ranks) ranks cannot share \(workers) virtual workers: each rank needs at least one",
                remedy: """
                    start at most \(workers) ranks:
                      \(fewer)
                    or raise the number of virtual workers, which changes the weights:
                      \(more)
                    """)
        }
    }

    /// How to use all cores; nil if a launcher started this process, or there is only one core.
    static func adviceForAllCores(
        virtualWorkers: Int, usableCores: Int = ProcessorShare.own.wholeCount,
        rank: Int? = Launch.rank,
        words: [String] = CommandLine.arguments
    ) -> String? {
        let ranks = min(usableCores, virtualWorkers)
        guard rank == nil, ranks > 1 else { return nil }
        return "this process trains on 1 of \(usableCores) cores; for more: "
            + underMpirun(CommandWords(words), ranks: ranks)
    }

    /// Raises the batch size to the next multiple of the workers, if it is not one.
    private static func command(
        _ words: CommandWords, ranks: Int, workers: Int, batchSize: Int
    ) -> String {
        let fitting = (batchSize + workers - 1) / workers * workers
        return underMpirun(
            fitting == batchSize ? words : words.setting("--batch-size", to: fitting),
            ranks: ranks)
    }

    private static func underMpirun(_ words: CommandWords, ranks: Int) -> String {
        CommandWords(["mpirun", "-np", "\(ranks)"] + words.words).shellText
    }
}
