import FoundationEssentials
import Launching
import RunRecords

/// The process of a rank, on this host or on another.
struct RankProcess {
    let processID: Int32
    /// Nil if it runs on this host.
    private let hostName: String?
    private let settings: ChaosSettings

    /// A process on this host.
    init(_ processID: Int32, _ settings: ChaosSettings) {
        self.processID = processID
        hostName = nil
        self.settings = settings
    }

    /// The process of the latest start in the rank's log; nil if there is none.
    init?(ofRank rank: Int, in folder: RunFolder, _ settings: ChaosSettings) {
        // `start: rank 2 of 8 on node1, process 4711, …`
        guard let log = try? String(contentsOfFile: folder.logPath(rank: rank), encoding: .utf8),
            let start = log.split(separator: "\n").last(where: { $0.contains(" start: rank ") }),
            let match = start.firstMatch(of: /start: rank \d+ of \d+ on (\S+), process (\d+),/),
            let processID = Int32(match.2)
        else { return nil }
        self.processID = processID
        hostName = String(match.1)
        self.settings = settings
    }

    /// - Parameter output: the descriptor that messages of the shell go to.
    /// - Returns: whether the process existed.
    func send(_ signal: Int32, output: Int32) throws -> Bool {
        try run("kill -\(signal) \(processID)", output: output)
    }

    /// Stops and continues it ten times, for 30 ms each: slow, but not stalled.
    ///
    /// - Returns: whether the process existed.
    func stopInBursts(output: Int32) throws -> Bool {
        let burst = "kill -STOP $0 && sleep 0.03 && kill -CONT $0 && sleep 0.005"
            .replacing("$0", with: "\(processID)")
        return try run(
            [String](repeating: burst, count: 10).joined(separator: " && "), output: output)
    }

    /// Runs shell commands on the rank's host, through mpirun if it is another one.
    private func run(_ commands: String, output: Int32) throws -> Bool {
        let child: ChildProcess
        if let hostName, var shell = settings.remoteShell {
            shell.options = ["--host", hostName]
            child = try ChildProcess(
                shell.path, shell.arguments(ranks: 1, words: ["-c", commands]),
                environment: shell.environment, output: output)
        } else {
            child = try ChildProcess(
                "/bin/sh", ["-c", commands],
                environment: settings.variables.map { "\($0.key)=\($0.value)" }, output: output)
        }
        return child.waitForEnd() == 0
    }
}
