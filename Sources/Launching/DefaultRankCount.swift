package import Failures

/// How many ranks `launch` starts without `-np`: one for each processor that it may use, as far as
/// there are virtual workers for them.
package struct DefaultRankCount: Equatable, Sendable {
    package let count: Int
    private let processorCount: Int

    /// Options of mpirun that name hosts.
    private static let hostOptions = ["hostfile", "machinefile", "default-hostfile", "host", "H"]
    /// Variables of batch systems that hold the number of a job's hosts: of Slurm, PBS and Grid Engine.
    private static let hostCounts = ["SLURM_JOB_NUM_NODES", "PBS_NUM_NODES", "NHOSTS"]
    private static let hostfileVariable = "OMPI_MCA_orte_default_hostfile"

    /// - Parameters:
    ///   - share: of the processors, which this process and the ranks have.
    ///   - virtualWorkers: of the training.
    ///   - mpirunOptions, variables: may say that there are other hosts.
    /// - Throws: `UncountedHostsError` when ranks may run on other hosts, whose processors are unknown.
    package init(
        share: ProcessorShare, virtualWorkers: Int, mpirunOptions: [String],
        variables: [String: String]
    ) throws(UncountedHostsError) {
        let option = mpirunOptions.first { word in
            // Open MPI takes its options with one dash or two.
            let name = word.drop { $0 == "-" }
            return name != word && Self.hostOptions.contains(String(name))
        }
        let hostCount = Self.hostCounts.first { (Int(variables[$0, default: ""]) ?? 1) > 1 }
        let hostfile = [Self.hostfileVariable].first { !variables[$0, default: ""].isEmpty }
        if let cause = option ?? hostCount ?? hostfile { throw UncountedHostsError(cause: cause) }
        processorCount = share.wholeCount
        self.count = max(1, min(processorCount, virtualWorkers))
    }

    /// Says where the number comes from.
    package var text: String {
        let ranks = count == 1 ? "1 rank" : "\(count) ranks"
        let reason =
            count < processorCount
            ? "one for each virtual worker, and \(processorCount) cores to use"
            : "as many as there are cores to use"
        return "without -np: \(ranks), \(reason)"
    }
}

/// `launch` was not told how many ranks to start on several hosts.
package struct UncountedHostsError: Failure, Equatable {
    /// The option or variable that names them.
    let cause: String

    package var what: String {
        "\(cause) names hosts, and without -np launch counts the cores of this host alone"
    }
    package var location: String? { nil }
    package var remedy: String? { "pass -np with the number of ranks" }
    package var exitStatus: ExitStatus { .configuration }
}
