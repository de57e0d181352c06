import Glibc
import Launching

/// The command that continues a run, to be copied into a shell.
enum ResumeCommand {
    /// - Parameters:
    ///   - arguments: the arguments of this process, beginning with the program's name.
    ///   - ranks: the number of ranks; nil if the process was not started by mpirun.
    static func text(arguments: [String], runPath: String, ranks: Int?) -> String {
        let launcher = ranks.map { ["mpirun", "-np", "\($0)"] } ?? []
        let typed = CommandWords(Array(arguments.dropFirst()))
        let expanded = (try? typed.expanded()) ?? typed
        let run = expanded.contain("--run") ? [] : ["--run", runPath]
        // Appended, because of repeated options the last one counts.
        let resume = expanded.value(of: "--resume") == "never" ? ["--resume", "auto"] : []
        return CommandWords(launcher + arguments).adding(run + resume).shellText
    }

    /// The command that continues the job of this process.
    static func text(runPath: String, worldSize: Int) -> String {
        let isUnderMpirun = getenv("OMPI_COMM_WORLD_RANK") != nil
        return text(
            arguments: CommandLine.arguments, runPath: runPath,
            ranks: isUnderMpirun ? worldSize : nil)
    }
}
