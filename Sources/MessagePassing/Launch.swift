import Glibc

/// What the launcher has told this process in its environment, before MPI starts.
package enum Launch {
    /// This process's rank; nil when there is no launcher, so that the process runs alone.
    package static var rank: Int? { rank(value: value(of:)) }

    /// Whether this process prints what concerns the job, such as a wrong option: only one does.
    package static var speaks: Bool { (rank ?? 0) == 0 }

    /// The rank as Open MPI's mpirun or another PMIx launcher sets it.
    ///
    /// Slurm's SLURM_PROCID is no rank: without PMIx, MPI makes each task of a step a job of its own.
    /// - Parameter value: the value of an environment variable.
    package static func rank(value: (_ name: String) -> String?) -> Int? {
        for name in ["OMPI_COMM_WORLD_RANK", "PMIX_RANK"] {
            if let rank = value(name).flatMap({ Int($0) }) { return rank }
        }
        return nil
    }

    /// Requires what `requireConnection` does, and readies the environment for MPI, which begins next.
    ///
    /// - Parameter command: see `requireConnection`.
    package static func prepareForMPI(command: String) throws(SeparateTaskError) {
        try requireConnection(command: command, value: value(of:))
        // Open MPI refuses to start in a Slurm step without PMIx. A task alone needs no connection.
        if rank == nil { unsetenv("SLURM_STEP_ID") }
    }

    /// Requires that MPI will find the other processes that were started together with this one.
    ///
    /// - Parameters:
    ///   - command: this process's words, quoted for a shell, for the message.
    ///   - value: the value of an environment variable.
    /// - Throws: `SeparateTaskError` in a Slurm step, or under another launcher, of several tasks which
    ///   has not told this one its rank.
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
