/// Asks for a checkpoint when the last one is too old.
///
/// Rank 0's alone is heard: what it asks travels in the step's sum, as a signal does, so that all
/// ranks know at the same step and nothing more is exchanged.
final class CheckpointClock {
    private let interval: Duration
    private var lastCheckpoint = ContinuousClock.now

    init(seconds: Double) {
        interval = .seconds(seconds)
    }

    var isDue: Bool { ContinuousClock.now - lastCheckpoint >= interval }

    /// A checkpoint is made now.
    func restart() {
        lastCheckpoint = .now
    }
}

extension ProcessContext {
    /// This context, in which the clock asks for checkpoints beside what asked before.
    func asked(by clock: CheckpointClock) -> ProcessContext {
        var context = self
        let takeRequest = takeCheckpointRequest
        context.takeCheckpointRequest = { takeRequest() || clock.isDue }
        return context
    }
}
