package import Failures

/// The number of ranks that `launch` starts without `-np`: one for each processor that it may use,
/// but at most one for each virtual worker.
package struct DefaultRankCount: Equatable, Sendable {
    package let count: Int
    private let processorCount: Int

    /// The options of mpirun that name hosts.
    private static let hostOptions = ["hostfile", "machinefile", "default-hostfile", "host", "H"]
    /// The variables of Slurm, PBS and Grid Engine that contain the number of hosts of a job.
    private static let hostCounts = ["SLURM_JOB_NUM_NODES", "PBS_NUM_NODES", "NHOSTS"]
    private static let hostfileVariable = "OMPI_MCA_orte_default_hostfile"

    /// - Parameters:
    ///   - share: the processors that this process and the ranks may use.
    ///   - virtualWorkers: the number of virtual workers of the training.
    ///   - mpirunOptions, variables: options and environment, which may name other hosts.
    /// - Throws: `UncountedHostsError` if ranks may run on other hosts, whose processors are
    ///   unknown.
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

    /// A line that explains where the number comes from.
    package var text: String {
        let ranks = count == 1 ? "1 rank" : "\(count) ranks"
        let reason =
            count < processorCount
            ? "one for each virtual worker, and \(processorCount) cores to use"
            : "as many as there are cores to use"
        return "without -np: \(ranks), \(reason)"
    }
}

/// `launch` must start ranks on several hosts, but `-np` is missing.
package struct UncountedHostsError: Failure, Equatable {
    /// The option or variable that names the hosts.
    let cause: String

    package var what: String {
        "\(cause) names hosts, and without -np launch counts the cores of this host alone"
    }
    package var location: String? { nil }
    package var remedy: String? { "pass -np with the number of ranks" }
    package var exitStatus: ExitStatus { .configuration }
}
