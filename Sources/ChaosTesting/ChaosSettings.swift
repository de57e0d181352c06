/// What `chaos` was told.
package struct ChaosSettings: Sendable {
    package var seed: UInt64
    package var eventCount: Int
    /// After which no further training begins; nil: until all events have happened.
    package var seconds: Double?
    package var ranks: Int
    package var keepsFolder: Bool
    /// The path of hwr-dist.
    package var program: String
    /// The environment.
    package var variables: [String: String]

    package init(
        seed: UInt64, eventCount: Int, seconds: Double?, ranks: Int, keepsFolder: Bool,
        program: String, variables: [String: String]
    ) {
        self.seed = seed
        self.eventCount = eventCount
        self.seconds = seconds
        self.ranks = ranks
        self.keepsFolder = keepsFolder
        self.program = program
        self.variables = variables
    }
}
