import Collectives
import ConvNet
import Recognition
import RunRecords

extension Trainer {
    /// Checks that all ranks are in step, and that what they hold are numbers. No checkpoint is
    /// written before: so each one is good.
    ///
    /// - Throws: on all ranks alike, `OutOfStepError` naming the ranks that stand apart, or
    ///   `AgreedFailure` with the `NonFiniteError` of the lowest rank that met one.
    package func verify() throws {
        if nonFinite == nil { nonFinite = nonFiniteOptimizerState }
        let hash = Int64(bitPattern: stateHash)
        // The least of the complements is the complement of the greatest: one exchange tells both.
        var extremes: [Int64] = [hash, ~hash, nonFinite == nil ? 1 : 0]
        try group.combine(&extremes, by: .minimum)
        guard extremes[2] == 1 else { try failNonFinite() }
        guard extremes[0] == ~extremes[1] else { throw try outOfStep() }
    }

    /// What is not finite in a step's sum. It is the same on every rank, so all of them decide alike.
    func requireFinite(_ total: UnsafeBufferPointer<Float>) throws {
        if total[layout.nonFinite] > 0 { try failNonFinite() }
        guard !areFinite(total) else { return }
        // In the order in which a network computes them: the first one is next to the cause.
        let statistics = model.network.statistics.tensors.first { tensor in
            let start = layout.statisticSums + tensor.sumsOffset
            return !areFinite(
                UnsafeBufferPointer(rebasing: total[start..<start + 1 + 2 * tensor.channelCount]))
        }
        let gradient = model.network.parameters.tensors.first { tensor in
            let start = layout.gradients + tensor.offset
            return !areFinite(
                UnsafeBufferPointer(rebasing: total[start..<start + tensor.elementCount]))
        }
        let quantity =
            if let statistics {
                "the batch's mean or variance in \(statistics.name)"
            } else if !total[layout.loss].isFinite {
                "the loss"
            } else {
                "the gradient of \(gradient?.name ?? "no parameter")"
            }
        throw NonFiniteError(
            quantity: quantity, epoch: position.completedEpochs + 1,
            stepInEpoch: position.stepInEpoch + 1)
    }

    /// Notes what the last update has left that is not finite, for all ranks to be told by the next
    /// sum: one rank alone must not leave the others.
    func noteNonFinite() {
        guard let name = model.firstNonFiniteTensor else { return }
        nonFinite = nonFiniteError(name)
    }

    private var nonFiniteOptimizerState: NonFiniteError? {
        optimizer.state.first { !areFinite(UnsafeBufferPointer($0.values.floats)) }
            .map { nonFiniteError($0.name) }
    }

    private func nonFiniteError(_ name: String) -> NonFiniteError {
        NonFiniteError(
            quantity: name, epoch: position.completedEpochs + 1, stepInEpoch: position.stepInEpoch)
    }

    /// Ends all ranks with what the lowest of them found.
    private func failNonFinite() throws -> Never {
        try group.agree {
            if let nonFinite { throw nonFinite }
        }
        preconditionFailure("a rank said that it holds what is not finite, and none does")
    }

    /// The hash of all that a step changes, and where it stands.
    private var stateHash: UInt64 {
        var hash = StateHash()
        hash.update(UInt64(position.globalStep))
        for buffer in stateBuffers {
            hash.update(buffer.floats)
        }
        return hash.value
    }

    private func outOfStep() throws -> OutOfStepError {
        let ranks = try group.gather(
            OutOfStepError.RankState(stateHash: stateHash, host: context.hostName))
        return try group.fromRoot { OutOfStepError(ranks: ranks, position: position) }
    }
}
