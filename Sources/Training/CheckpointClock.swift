/// Asks for a checkpoint when the last one is too old (`--checkpoint-seconds`).
///
/// Only rank 0's clock counts, since clocks differ. Its request travels as a flag in the step's
/// sum, as that of a signal does, so that all ranks act at the same step without a further
/// exchange.
final class CheckpointClock {
    private let interval: Duration
    private var lastCheckpoint = ContinuousClock.now

    init(seconds: Double) {
        interval = .seconds(seconds)
    }

    var isDue: Bool { ContinuousClock.now - lastCheckpoint >= interval }

    /// Counts from now on: a checkpoint was just made.
    func restart() {
        lastCheckpoint = .now
    }
}

extension ProcessContext {
    /// A copy of this context in which the clock also asks for checkpoints.
    func requestingCheckpoints(from clock: CheckpointClock) -> ProcessContext {
        var context = self
        let takeRequest = takeCheckpointRequest
        context.takeCheckpointRequest = { takeRequest() || clock.isDue }
        return context
    }
}
