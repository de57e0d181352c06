import ArgumentParser
import ConvNet
import Failures
import Files
import Glibc
import Launching
import MessagePassing
import RunRecords
import Supervision

/// The command `hwr-dist`.
@main
struct HWRDist: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hwr-dist",
        abstract: "Trains handwriting classifiers on CPU clusters with MPI.",
        discussion: """
            The weights are a function of data, options and seed, never of the number of ranks.

            Examples:
              hwr-dist launch -- train                built-in letters, all cores
              mpirun -np 8 hwr-dist train --data DIR  your images, 8 cores
              hwr-dist predict runs/latest image.png  by the run started last
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Model",
                subcommands: [
                    TrainCommand.self, EvaluateCommand.self, PredictCommand.self,
                    CompareCommand.self,
                ]),
            CommandGroup(name: "Data", subcommands: [SynthCommand.self, PreviewCommand.self]),
            CommandGroup(
                name: "Run",
                subcommands: [ReportCommand.self, VerifyCommand.self, RunsCommand.self]),
            CommandGroup(
                name: "Cluster",
                subcommands: [LaunchCommand.self, SweepCommand.self, DoctorCommand.self]),
            CommandGroup(name: "Developer", subcommands: [BenchCommand.self, ChaosCommand.self]),
        ])

    /// The version, and the kernel sets that this processor can run, the slowest first.
    static var version: String {
        "0.1.0 (kernels: \(KernelSet.available.map(\.name).joined(separator: ", ")))"
    }

    /// Parses the command line and runs the command. Of several ranks, only rank 0 prints the help
    /// or a usage error.
    static func main() {
        ProcessStart.prepare()
        RefusedService.tell { printError("warning: \(printable($0))") }
        let arguments: [String]
        do {
            arguments = try CommandWords(Array(CommandLine.arguments.dropFirst())).expanded().words
            let commands = configuration.subcommands
            if let error = UnknownCommandError(arguments, commands: commands) { throw error }
        } catch {
            if !Launch.speaks { exitSilently(ExitStatus(of: error).rawValue) }
            Glibc.exit(endCode(reporting: error))
        }
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
            Glibc.exit(StandardOutput.exitCode(after: 0))
        } catch let code as ExitCode {
            // The command has run and printed its own messages.
            Glibc.exit(StandardOutput.exitCode(after: code.rawValue))
        } catch {
            if !Launch.speaks { exitSilently(exitCode(for: error).rawValue) }
            tell(error)
        }
    }

    /// Prints the help, the version or a usage error, and ends the process.
    private static func tell(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        guard code.isSuccess else {
            printError(message)
            Glibc.exit(code.rawValue)
        }
        do throws(StandardOutputError) {
            try StandardOutput.write(message)
        } catch {
            if !error.isReaderGone { printError("error: \(error)") }
            Glibc.exit(error.exitStatus.rawValue)
        }
        Glibc.exit(code.rawValue)
    }

    /// Ends a rank without a message, which rank 0 prints.
    private static func exitSilently(_ code: Int32) -> Never {
        // mpirun kills all other ranks as soon as one has failed: rank 0 gets time to print.
        if code != 0 { sleep(2) }
        Glibc.exit(code)
    }
}
