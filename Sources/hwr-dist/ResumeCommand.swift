import Glibc
import Launching

/// The command that continues a run, to be copied into a shell.
enum ResumeCommand {
    /// - Parameters:
    ///   - arguments: of this process, the program's name first.
    ///   - ranks: nil when no mpirun has started it.
    static func text(arguments: [String], runPath: String, ranks: Int?) -> String {
        let launcher = ranks.map { ["mpirun", "-np", "\($0)"] } ?? []
        let typed = CommandWords(Array(arguments.dropFirst()))
        let expanded = (try? typed.expanded()) ?? typed
        let run = expanded.contain("--run") ? [] : ["--run", runPath]
        // Of repeated options the last one counts.
        let resume = expanded.value(of: "--resume") == "never" ? ["--resume", "auto"] : []
        return CommandWords(launcher + arguments).adding(run + resume).shellText
    }

    /// The command of this process's job.
    static func text(runPath: String, worldSize: Int) -> String {
        let isUnderMpirun = getenv("OMPI_COMM_WORLD_RANK") != nil
        return text(
            arguments: CommandLine.arguments, runPath: runPath,
            ranks: isUnderMpirun ? worldSize : nil)
    }
}
