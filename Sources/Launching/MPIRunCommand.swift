import Failures

/// The command line and environment of mpirun, with the same settings as `deploy/run.sh` and
/// `scripts/env`; or the program itself as a single rank without mpirun.
package struct MPIRunCommand: Sendable {
    /// The path of mpirun, or of the program itself.
    package let path: String
    /// The user's options for mpirun, such as `--hostfile F`.
    package var options: [String]
    /// The absolute path of hwr-dist, because mpirun does not pass PATH to other hosts.
    package var program: String
    package var environment: [String]

    /// Whether the program runs directly as a single rank, without mpirun. Its child processes are
    /// then not ranks.
    let isAlone: Bool

    /// Variables that are set if they are not set already; `scripts/env` explains them.
    package static let defaults = [
        ("OMPI_MCA_rmaps_base_oversubscribe", "1"),
        ("OMPI_MCA_mpi_yield_when_idle", "1"),
        ("OMPI_MCA_hwloc_base_binding_policy", "none"),
        ("OMPI_MCA_oob_tcp_keepalive_time", "5"),
        ("OMPI_MCA_oob_tcp_keepalive_intvl", "2"),
        ("OMPI_MCA_oob_tcp_keepalive_probes", "3"),
    ]

    /// The exit code of mpirun if the connection to another host breaks after the start.
    static let hostLostCode: Int32 = 205

    /// The exit code of `launch` for an exit code of mpirun. A lost host is reported as a stall,
    /// which mpirun merely noticed before the watchdog. All other codes come from the ranks, or
    /// have several possible causes.
    package static func status(ofCode code: Int32) -> Int32 {
        code == hostLostCode ? ExitStatus.stalled.rawValue : code
    }

    /// - Parameters:
    ///   - variables: this process's environment.
    ///   - library: the version of the MPI library, which is also that of mpirun.
    ///   - fileSizeLimit: the limit of this process in bytes, which mpirun inherits; nil for none.
    /// - Throws: `ToolNotFoundError` if there is no mpirun, `HostNameError` or `SmallFilesError` if
    ///   it cannot work here.
    package init(
        options: [String], program: String, variables: [String: String], hostName: String,
        library: String, fileSizeLimit: UInt64?, isRoot: Bool
    ) throws {
        if let error = HostNameError(hostName, library: library) { throw error }
        if let error = SmallFilesError(limit: fileSizeLimit) { throw error }
        path = try ToolPath.find("mpirun", in: variables)
        self.options = options
        self.program = program
        isAlone = false
        if let network = variables["HWR_DIST_NETWORK"], !network.isEmpty {
            for layer in ["btl", "oob"] {
                self.options += ["--mca", "\(layer)_tcp_if_include", network]
            }
        }
        // mpirun passes OMPI_MCA_ variables to other hosts by itself, but not this one.
        if let value = variables["NO_COLOR"], !value.isEmpty { self.options += ["-x", "NO_COLOR"] }
        var variables = variables
        for (name, value) in Self.defaults where variables[name, default: ""].isEmpty {
            variables[name] = value
        }
        if isRoot {
            // mpirun refuses to run as root without both.
            variables["OMPI_ALLOW_RUN_AS_ROOT"] = "1"
            variables["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
        }
        environment = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    /// The program itself as its only rank.
    package init(alone program: String, variables: [String: String]) {
        path = program
        options = []
        self.program = program
        isAlone = true
        environment = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    /// The arguments that start `ranks` ranks of hwr-dist with `words`.
    package func arguments(ranks: Int, words: [String]) -> [String] {
        isAlone ? words : ["-np", "\(ranks)"] + options + [program] + words
    }
}
