import Glibc

/// What the launcher has told this process in its environment, before MPI starts.
package enum Launch {
    /// This process's rank; nil when there is no launcher, so that the process runs alone.
    package static var rank: Int? {
        rank { name in getenv(name).map { String(cString: $0) } }
    }

    /// Whether this process prints what concerns the job, such as a wrong option: only one does.
    package static var speaks: Bool { (rank ?? 0) == 0 }

    /// The rank as mpirun, another PMIx launcher or srun sets it.
    /// - Parameter value: the value of an environment variable.
    package static func rank(value: (_ name: String) -> String?) -> Int? {
        for name in ["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_PROCID"] {
            if let rank = value(name).flatMap({ Int($0) }) { return rank }
        }
        return nil
    }
}
