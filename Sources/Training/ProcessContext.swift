/// What training asks of the process it runs in, so that it needs no signals, clock or `/proc`.
package struct ProcessContext {
    /// Whether this process was asked to stop.
    package var stopRequested: () -> Bool
    /// Whether a checkpoint was asked for since the last call.
    package var takeCheckpointRequest: () -> Bool
    /// Seconds since this process was started.
    package var ageSeconds: () -> Double
    /// The largest resident set so far.
    package var peakMemoryBytes: () -> Int
    /// Seconds since the process's start in which it could have run, had a core been free; nil where the
    /// system does not tell.
    package var queuedSeconds: () -> Double?
    /// Is told of images as they are worked through, so that a slow run is not taken for a stalled one.
    package var countImages: (_ count: Int) -> Void
    /// Whether this process may use a core besides its own that no other rank of the host needs.
    package var hasSpareCore: Bool
    /// Whether on some host there are more ranks than cores that they may run on; equal on all
    /// ranks.
    package var ranksTakeTurns: Bool
    /// Seconds since 1970 began, UTC.
    package var startedUTC: Int
    package var buildID: String
    /// As the user typed it, the program's name first.
    package var commandLine: [String]
    package var hostName: String

    package init(
        stopRequested: @escaping () -> Bool, takeCheckpointRequest: @escaping () -> Bool,
        ageSeconds: @escaping () -> Double, peakMemoryBytes: @escaping () -> Int,
        queuedSeconds: @escaping () -> Double? = { nil },
        countImages: @escaping (_ count: Int) -> Void = { _ in }, hasSpareCore: Bool = false,
        ranksTakeTurns: Bool = false, startedUTC: Int, buildID: String,
        commandLine: [String] = [], hostName: String
    ) {
        self.stopRequested = stopRequested
        self.takeCheckpointRequest = takeCheckpointRequest
        self.ageSeconds = ageSeconds
        self.peakMemoryBytes = peakMemoryBytes
        self.queuedSeconds = queuedSeconds
        self.countImages = countImages
        self.hasSpareCore = hasSpareCore
        self.ranksTakeTurns = ranksTakeTurns
        self.startedUTC = startedUTC
        self.buildID = buildID
        self.commandLine = commandLine
        self.hostName = hostName
    }

    /// Of a process that nobody asks anything, and that tells nothing.
    package static var silent: ProcessContext {
        ProcessContext(
            stopRequested: { false }, takeCheckpointRequest: { false }, ageSeconds: { 0 },
            peakMemoryBytes: { 0 }, startedUTC: 0, buildID: "", hostName: "")
    }
}
