/// The contents of `config.json`: everything a run was started with.
package struct RunConfiguration: Codable, Equatable, Sendable {
    package var identity: RunIdentity
    package var operation: RunOperation

    package init(identity: RunIdentity, operation: RunOperation) {
        self.identity = identity
        self.operation = operation
    }
}

/// What a run was started with that does not decide its weights.
package struct RunOperation: Codable, Equatable, Sendable {
    package var commandLine: [String]
    package var runFolder: String
    /// Nil for the built-in synthetic letters.
    package var trainFolder: String?
    package var testFolder: String?
    /// `light` or `dark`, as voted or forced; nil without test images.
    package var testInk: String?
    package var ranks: Int
    /// Each host once, in the order of its first rank.
    package var hostNames: [String]
    /// The ELF build-id of the program.
    package var buildID: String
    /// For example `2025-01-31T12:00:00Z`.
    package var startedUTC: String
    /// Nil: not by the number of steps.
    package var checkpointEverySteps: Int?
    /// Nil in the records of runs that had no such option, as is the next.
    package var checkpointSeconds: Double?
    /// Nil: only before a checkpoint is written.
    package var verifyEverySteps: Int?
    package var resume: String
    package var select: String
    /// Epochs without improvement after which the run stops; nil: never.
    package var patience: Int?
    package var validateOn: String
    package var badImages: String
    /// Nil without groups.
    package var groupsFile: String?
    /// What was recorded instead of refused, for example a change of the kernel set at a resume.
    package var warnings: [String]

    package init(
        commandLine: [String], runFolder: String, trainFolder: String? = nil,
        testFolder: String? = nil, testInk: String? = nil, ranks: Int, hostNames: [String],
        buildID: String,
        startedUTC: String, checkpointEverySteps: Int? = nil, checkpointSeconds: Double? = nil,
        verifyEverySteps: Int? = nil, resume: String, select: String, patience: Int? = nil,
        validateOn: String, badImages: String, groupsFile: String? = nil,
        warnings: [String] = []
    ) {
        self.commandLine = commandLine
        self.runFolder = runFolder
        self.trainFolder = trainFolder
        self.testFolder = testFolder
        self.testInk = testInk
        self.ranks = ranks
        self.hostNames = hostNames
        self.buildID = buildID
        self.startedUTC = startedUTC
        self.checkpointEverySteps = checkpointEverySteps
        self.checkpointSeconds = checkpointSeconds
        self.verifyEverySteps = verifyEverySteps
        self.resume = resume
        self.select = select
        self.patience = patience
        self.validateOn = validateOn
        self.badImages = badImages
        self.groupsFile = groupsFile
        self.warnings = warnings
    }
}
