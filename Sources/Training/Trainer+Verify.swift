import Collectives
import ConvNet
import Recognition
import RunRecords

extension Trainer {
    /// Checks that all ranks hold bit-identical state, without a NaN or an infinity. Called before
    /// each checkpoint, so that every checkpoint on the disk is a good one.
    ///
    /// - Throws: on all ranks alike, `OutOfStepError` naming the ranks that differ from most, or
    ///   `AgreedFailure` with the `NonFiniteError` of the lowest rank that has one.
    package func verify() throws {
        if nonFinite == nil { nonFinite = nonFiniteOptimizerState }
        let hash = Int64(bitPattern: stateHash)
        // min(~x) == ~max(x), so one minimum over the ranks yields the lowest and the highest hash.
        var extremes: [Int64] = [hash, ~hash, nonFinite == nil ? 1 : 0]
        try group.combine(&extremes, by: .minimum)
        guard extremes[2] == 1 else { try failNonFinite() }
        guard extremes[0] == ~extremes[1] else { throw try outOfStep() }
    }

    /// Refuses a sum that holds a NaN or an infinity, before it reaches the weights. The sum is the
    /// same on every rank, so all ranks decide alike.
    ///
    /// - Throws: `NonFiniteError` naming the quantity; `AgreedFailure` when a rank's flag says that
    ///   its last update left a non-finite number.
    func requireFinite(_ total: UnsafeBufferPointer<Float>) throws {
        if total[vectorLayout.nonFiniteIndex] > 0 { try failNonFinite() }
        guard !areFinite(total) else { return }
        // In forward order: the first non-finite tensor is the closest to the cause.
        let statistics = model.network.statistics.tensors.first { tensor in
            let start = vectorLayout.statisticSumsOffset + tensor.sumsOffset
            return !areFinite(
                UnsafeBufferPointer(rebasing: total[start..<start + 1 + 2 * tensor.channelCount]))
        }
        let gradient = model.network.parameters.tensors.first { tensor in
            let start = vectorLayout.gradientsOffset + tensor.offset
            return !areFinite(
                UnsafeBufferPointer(rebasing: total[start..<start + tensor.elementCount]))
        }
        let quantity =
            if let statistics {
                "the batch's mean or variance in \(statistics.name)"
            } else if !total[vectorLayout.lossIndex].isFinite {
                "the loss"
            } else {
                "the gradient of \(gradient?.name ?? "no parameter")"
            }
        throw NonFiniteError(
            quantity: quantity, epoch: position.completedEpochs + 1,
            stepInEpoch: position.stepInEpoch + 1)
    }

    /// Records a NaN or an infinity that the last update left. All ranks learn of it by a flag in
    /// the next sum: a rank that ended at once would leave the others waiting.
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

    /// Throws, on all ranks, the error that the lowest failing rank has recorded.
    private func failNonFinite() throws -> Never {
        try group.agree {
            if let nonFinite { throw nonFinite }
        }
        preconditionFailure("a flag says that a number is not finite, but no rank recorded one")
    }

    /// A hash of everything that a step changes, and of the step's number.
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
