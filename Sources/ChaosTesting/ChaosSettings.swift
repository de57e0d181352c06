package import Launching

/// What `chaos` was told.
package struct ChaosSettings: Sendable {
    package var seed: UInt64
    package var eventCount: Int
    /// After which no further training begins; nil: until all events have happened.
    package var seconds: Double?
    package var ranks: Int
    package var keepsFolder: Bool
    /// What the user gave for mpirun, such as `--hostfile F`; empty when all ranks are on this host.
    package var mpirunOptions: [String]
    /// mpirun with a shell as its program, for what happens to ranks on other hosts; nil when all are on
    /// this one.
    package var remoteShell: MPIRunCommand?
    /// The path of hwr-dist.
    package var program: String
    /// The environment.
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
