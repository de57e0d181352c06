import ArgumentParser
import ChaosTesting
import Glibc
import Launching

struct ChaosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Show that a training survives what can happen to it.",
        discussion: """
            Trains a small network under launch in peace, and again while ranks, mpirun and
            launch are killed, stopped and slowed, checkpoints are damaged and, as root, the
            disk is full, ten events a training. Passes (0) when weights, checkpoints and
            metrics are equal, else 70. The seed decides the events and their order; their
            moments are never the same.
            """)

    @Option(help: "The seed that the events follow from.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How many events.", valueName: "count"))
    var events = 10

    @Option(help: ArgumentHelp("Begin no further training after so many.", valueName: "seconds"))
    var seconds: Double?

    @Option(
        name: .customLong("np", withSingleDash: true),
        help: ArgumentHelp("The number of ranks.", valueName: "ranks"))
    var ranks = 2

    @Flag(help: "Keep the run folders and the log.")
    var keep = false

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
}
