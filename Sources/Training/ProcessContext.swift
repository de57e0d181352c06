/// What a training needs from its process: requests by signals, times, memory, names.
///
/// Passed in rather than read, so that Training depends on no signal handler, clock or `/proc`, and
/// tests can supply their own.
package struct ProcessContext {
    /// Whether this process was asked to stop, by a signal.
    package var stopRequested: () -> Bool
    /// Whether a checkpoint was asked for since the last call.
    package var takeCheckpointRequest: () -> Bool
    /// Seconds since this process was started.
    package var ageSeconds: () -> Double
    /// The largest resident set so far.
    package var peakMemoryBytes: () -> Int
    /// Seconds that this process has spent ready to run but without a core, since its start; nil if
    /// the kernel does not report it.
    package var runQueueSeconds: () -> Double?
    /// Called with the number of images that were just processed: a sign of progress, by which the
    /// watchdog tells a slow rank from a stalled one.
    package var countImages: (_ count: Int) -> Void
    /// Whether this process may use one more core, which no other rank of the host needs.
    package var hasSpareCore: Bool
    /// Whether some host has more ranks than cores for them; equal on all ranks.
    package var isOversubscribed: Bool
    /// When the run was started, in seconds since the Unix epoch.
    package var startedUTC: Int
    package var buildID: String
    /// As the user typed it, beginning with the program's name.
    package var commandLine: [String]
    package var hostName: String

    package init(
        stopRequested: @escaping () -> Bool, takeCheckpointRequest: @escaping () -> Bool,
        ageSeconds: @escaping () -> Double, peakMemoryBytes: @escaping () -> Int,
        runQueueSeconds: @escaping () -> Double? = { nil },
        countImages: @escaping (_ count: Int) -> Void = { _ in }, hasSpareCore: Bool = false,
        isOversubscribed: Bool = false, startedUTC: Int, buildID: String,
        commandLine: [String] = [], hostName: String
    ) {
        self.stopRequested = stopRequested
        self.takeCheckpointRequest = takeCheckpointRequest
        self.ageSeconds = ageSeconds
        self.peakMemoryBytes = peakMemoryBytes
        self.runQueueSeconds = runQueueSeconds
        self.countImages = countImages
        self.hasSpareCore = hasSpareCore
        self.isOversubscribed = isOversubscribed
        self.startedUTC = startedUTC
        self.buildID = buildID
        self.commandLine = commandLine
        self.hostName = hostName
    }

    /// A context without requests, times and names, for benchmarks and tests.
    package static var silent: ProcessContext {
        ProcessContext(
            stopRequested: { false }, takeCheckpointRequest: { false }, ageSeconds: { 0 },
            peakMemoryBytes: { 0 }, startedUTC: 0, buildID: "", hostName: "")
    }
}
