import Glibc
import TestSupport
import Testing

/// The ranks of a job under mpirun, as processes.
struct RankProcesses {
    /// In the order of the ranks.
    let processIDs: [Int32]

    /// Waits until the job has come to its second epoch.
    init(of job: RunningCommand, count: Int) throws {
        let isTraining = waitUntil(timeoutSeconds: 40) {
            job.standardErrorSoFar.contains("epoch 2/")
        }
        try #require(isTraining, "\(job.standardErrorSoFar)")
        let list = try text(of: "/proc/\(job.processID)/task/\(job.processID)/children")
        let children = list.split(separator: " ").compactMap { Int32($0) }
        processIDs = try children.sorted { try Self.rank(of: $0) < Self.rank(of: $1) }
        try #require(processIDs.count == count)
    }

    subscript(rank: Int) -> Int32 { processIDs[rank] }

    func signal(_ number: Int32) {
        for processID in processIDs { kill(processID, number) }
    }

    /// Whether none of them runs any more; whoever is to hear of their end may not have yet.
    var areGone: Bool {
        processIDs.allSatisfy { processID in
            guard let status = try? text(of: "/proc/\(processID)/stat") else { return true }
            return status.components(separatedBy: ") ").last?.hasPrefix("Z") == true
        }
    }

    private static func rank(of processID: Int32) throws -> Int {
        let name = "OMPI_COMM_WORLD_RANK="
        let variables = try text(of: "/proc/\(processID)/environ").split(separator: "\0")
        return variables.first { $0.hasPrefix(name) }.flatMap { Int($0.dropFirst(name.count)) }
            ?? -1
    }
}
