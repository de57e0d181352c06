import ArgumentParser
import ChaosTesting
import Files
import Glibc
import Launching
import MessagePassing

struct ChaosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Show that kills, pauses and bad disks do not change a training.",
        usage: "hwr-dist chaos [<options>] [<mpirun options>]",
        discussion: """
            Trains a small network under launch undisturbed, and again while ranks, mpirun and
            launch are killed, paused and slowed, checkpoints are damaged and, if run as root,
            the disk is filled: at most ten events per training. Exit code: 0 if weights,
            checkpoints and metrics are equal, else 70. The seed decides the events and their
            order, not their exact times.
            Options that are not below go to mpirun, such as --hostfile F. With several hosts,
            TMPDIR must be a shared folder, and the disk is not filled; options that mpirun needs
            to reach the hosts must be set as OMPI_MCA_ variables.
            """)

    @Option(help: ArgumentHelp("Seed of the events.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Number of events in all.", valueName: "n"))
    var events = 10

    @Option(help: ArgumentHelp("Start no further training after this time.", valueName: "seconds"))
    var seconds: Double?

    @Option(
        name: .customLong("np", withSingleDash: true),
        help: ArgumentHelp("Number of ranks.", valueName: "ranks"))
    var ranks = 2

    @Flag(help: "Keep the run folders and the log.")
    var keep = false

    @Argument(parsing: .allUnrecognized, help: "Options of mpirun.")
    var mpirunOptions: [String] = []

    func validate() throws {
        guard (1...1000).contains(events) else {
            throw ValidationError("--events takes a number from 1 to 1000")
        }
        guard (1...8).contains(ranks) else { throw ValidationError("-np takes 1 to 8") }
        guard seconds.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--seconds takes a number above 0")
        }
    }

    func run() throws {
        try runAlone {
            let settings = ChaosSettings(
                seed: seed, eventCount: events, seconds: seconds, ranks: ranks, keepsFolder: keep,
                mpirunOptions: mpirunOptions, remoteShell: try remoteShell(),
                program: CurrentProcess.programPath, variables: CurrentProcess.variables)
            do {
                try Chaos(settings) { line in
                    StandardOutput.report("chaos: \(line)")
                }.run()
            } catch let interruption as ChaosInterruption {
                Glibc.exit(128 + interruption.signal)
            }
        }
    }

    private func remoteShell() throws -> MPIRunCommand? {
        guard !mpirunOptions.isEmpty else { return nil }
        return try MPIRunCommand(
            options: [], program: "/bin/sh", variables: CurrentProcess.variables,
            hostName: CurrentProcess.hostName, library: MPIVersion.library,
            fileSizeLimit: FileSizeLimit.byteCount, isRoot: geteuid() == 0)
    }
}
