import Failures

/// How mpirun is started, with what `deploy/run.sh` and `scripts/env` give it too; or one rank
/// without it.
package struct MPIRunCommand: Sendable {
    /// mpirun's path, or the program's own.
    package let path: String
    /// What the user gave for mpirun, such as `--hostfile F`.
    package var options: [String]
    /// The absolute path of hwr-dist: mpirun does not take PATH to other hosts.
    package var program: String
    package var environment: [String]

    /// Whether the program runs without mpirun: what it starts are then no ranks.
    let isAlone: Bool

    /// Variables that are set unless they are already: `scripts/env` says why.
    package static let defaults = [
        ("OMPI_MCA_rmaps_base_oversubscribe", "1"),
        ("OMPI_MCA_mpi_yield_when_idle", "1"),
        ("OMPI_MCA_hwloc_base_binding_policy", "none"),
        ("OMPI_MCA_oob_tcp_keepalive_time", "5"),
        ("OMPI_MCA_oob_tcp_keepalive_intvl", "2"),
        ("OMPI_MCA_oob_tcp_keepalive_probes", "3"),
    ]

    /// What mpirun returns when the connection to another host breaks off after the start.
    static let hostLostCode: Int32 = 205

    /// The code to end with after mpirun's: a lost host is a stall that mpirun noticed first. All other
    /// codes are of the ranks, or have one of several causes.
    package static func status(ofCode code: Int32) -> Int32 {
        code == hostLostCode ? ExitStatus.stalled.rawValue : code
    }

    /// - Parameters:
    ///   - variables: this process's environment.
    ///   - library: the version of the MPI library, which is mpirun's, too.
    ///   - fileSizeLimit: of this process, in bytes, which mpirun inherits; nil for none.
    /// - Throws: `ToolNotFoundError` without mpirun, `HostNameError` or `SmallFilesError` where it could
    ///   not work.
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
        // OMPI_MCA_ variables reach the other hosts by themselves, this one does not.
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

    /// The arguments for `ranks` ranks of hwr-dist with `words`.
    package func arguments(ranks: Int, words: [String]) -> [String] {
        isAlone ? words : ["-np", "\(ranks)"] + options + [program] + words
    }
}
