import Glibc

/// What the environment variables of the launcher say about this process, before MPI is
/// initialised.
package enum Launch {
    /// The rank of this process; nil if there is no launcher and the process runs alone.
    package static var rank: Int? { rank(value: value(of:)) }

    /// Whether this process prints messages about the whole job, such as a wrong option: only rank
    /// 0 does.
    package static var speaks: Bool { (rank ?? 0) == 0 }

    /// The rank that Open MPI's mpirun or another PMIx launcher has set.
    ///
    /// SLURM_PROCID is not used: without PMIx, Open MPI starts every task of a step as a separate
    /// job (a singleton).
    /// - Parameter value: the value of an environment variable.
    package static func rank(value: (_ name: String) -> String?) -> Int? {
        for name in ["OMPI_COMM_WORLD_RANK", "PMIX_RANK"] {
            if let rank = value(name).flatMap({ Int($0) }) { return rank }
        }
        return nil
    }

    /// Checks the same as `requireConnection`, and prepares the environment for MPI, which must be
    /// initialised next.
    ///
    /// - Parameter command: see `requireConnection`.
    package static func prepareForMPI(command: String) throws(SeparateTaskError) {
        try requireConnection(command: command, value: value(of:))
        // Open MPI refuses to start in a Slurm step without PMIx. A single task can run as a
        // singleton.
        if rank == nil { unsetenv("SLURM_STEP_ID") }
    }

    /// Checks that MPI will find the other processes that were started together with this one.
    /// Otherwise each of them would train on its own and write to the same run folder.
    ///
    /// - Parameters:
    ///   - command: the command line of this process, quoted for a shell, for the message.
    ///   - value: the value of an environment variable.
    /// - Throws: `SeparateTaskError` in a Slurm step of several tasks, or under another launcher of
    ///   several tasks, that has not set the rank of this process.
    package static func requireConnection(
        command: String, value: (_ name: String) -> String?
    ) throws(SeparateTaskError) {
        guard rank(value: value) == nil,
            let error = SeparateTaskError(slurm: value, command: command)
                ?? SeparateTaskError(pmi: value, command: command)
        else { return }
        throw error
    }

    private static func value(of name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
