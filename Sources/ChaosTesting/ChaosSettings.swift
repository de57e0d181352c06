package import Launching

/// The options of `chaos`.
package struct ChaosSettings: Sendable {
    package var seed: UInt64
    package var eventCount: Int
    /// No training begins after this time; nil to continue until all events have happened.
    package var seconds: Double?
    package var ranks: Int
    /// Whether the run folders and the log are kept even if all goes well.
    package var keepsFolder: Bool
    /// The user's options for mpirun, such as `--hostfile F`; empty if all ranks are on this host.
    package var mpirunOptions: [String]
    /// An mpirun command that runs a shell on another host, to send signals to ranks there; nil if
    /// all ranks are on this host.
    package var remoteShell: MPIRunCommand?
    /// The path of hwr-dist.
    package var program: String
    /// The environment variables of all processes that are started.
    package var variables: [String: String]

    package init(
        seed: UInt64, eventCount: Int, seconds: Double?, ranks: Int, keepsFolder: Bool,
        mpirunOptions: [String], remoteShell: MPIRunCommand?, program: String,
        variables: [String: String]
    ) {
        self.seed = seed
        self.eventCount = eventCount
        self.seconds = seconds
        self.ranks = ranks
        self.keepsFolder = keepsFolder
        self.mpirunOptions = mpirunOptions
        self.remoteShell = remoteShell
        self.program = program
        self.variables = variables
    }
}
