import RunRecords

extension RunSummary {
    /// What the summary says otherwise than the checkpoints, in words; empty when all fits.
    /// - Parameters:
    ///   - last: the newest checkpoint; nil when there is none that can be used.
    ///   - best: the best epoch's checkpoint; nil likewise.
    func contradictions(to last: Checkpoint?, best: Checkpoint?) -> [String] {
        var texts: [String] = []
        func compare<Value: Equatable>(_ name: String, _ own: Value, _ other: Value) {
            if own != other {
                texts.append("\(name) is \(own), by the newest checkpoint \(other)")
            }
        }
        if let last {
            compare("steps", steps, last.position.globalStep)
            // The last epoch's checkpoint is written before its validation.
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
