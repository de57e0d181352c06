import MessagePassing
import Supervision
import Training

extension ProcessContext {
    /// The context of this process: its signals, times, memory and names.
    static func current(in world: Communicator) -> ProcessContext {
        ProcessContext(
            stopRequested: { StopSignals.received != nil },
            takeCheckpointRequest: StopSignals.takeCheckpointRequest,
            ageSeconds: { ProcessFacts.ageSeconds },
            peakMemoryBytes: { ProcessFacts.peakMemoryBytes },
            runQueueSeconds: { ProcessFacts.queuedSeconds },
            countImages: OwnPlace.countImages,
            hasSpareCore: ProcessFacts.usableCores >= 2 * world.ranksOnHost,
            isOversubscribed: world.ranksTakeTurns,
            startedUTC: ProcessFacts.utcSeconds, buildID: ProcessFacts.buildID,
            commandLine: CommandLine.arguments, hostName: world.hostName)
    }
}
