import RunRecords

extension RunSummary {
    /// The contradictions between the summary and the checkpoints, in words; empty if there are
    /// none. They appear, for example, if `summary.json` was copied from another run.
    ///
    ///     steps is 11340, by the newest checkpoint 11529
    /// - Parameters:
    ///   - last: the newest checkpoint; nil if none is usable.
    ///   - best: the checkpoint of the best epoch; nil if it is not usable.
    func contradictions(to last: Checkpoint?, best: Checkpoint?) -> [String] {
        var texts: [String] = []
        func compare<Value: Equatable>(_ name: String, _ own: Value, _ other: Value) {
            if own != other {
                texts.append("\(name) is \(own), by the newest checkpoint \(other)")
            }
        }
        if let last {
            compare("steps", steps, last.position.globalStep)
            // The checkpoint at the end of the last epoch is written before the validation of that
            // epoch.
            let epochs = last.position.completedEpochs + (last.position.stepInEpoch > 0 ? 1 : 0)
            compare("epochs", self.epochs, epochs)
            compare("weightsSHA256", weightsSHA256, last.weightsSHA256)
        }
        let isLast = evaluated.epoch == epochs
        if let used = isLast ? last : best {
            let name = isLast ? "newest" : "best"
            if evaluated.averaged == used.average.isEmpty {
                texts.append(
                    "evaluated.averaged is \(evaluated.averaged), otherwise than in the \(name)"
                        + " checkpoint")
            } else if evaluated.sha256 != used.usedSHA256 {
                texts.append(
                    "evaluated.sha256 is \(evaluated.sha256), in the \(name) checkpoint"
                        + " \(used.usedSHA256)")
            }
        }
        return texts
    }
}
