/// The quantity by which validation tells the better of two epochs. `--patience` waits for it to
/// improve, and the best epoch is the one in which it was best.
package enum ValidationCriterion: String, Codable, Sendable, CaseIterable {
    /// The share of the validation images that are recognised.
    case accuracy
    /// The mean objective over the validation images.
    case loss
}

/// What validation measured at the end of an epoch.
package struct ValidationScore: Sendable, Equatable {
    /// The validation images that were recognised: their share or their number, the same for all
    /// epochs of a run.
    package var recognised: Double
    /// The mean objective.
    package var loss: Double

    package init(recognised: Double, loss: Double) {
        self.recognised = recognised
        self.loss = loss
    }

    /// Whether the criterion has improved since the best epoch, so that patience begins again.
    package func isImprovement(
        on best: ValidationScore, by criterion: ValidationCriterion
    ) -> Bool {
        switch criterion {
        case .accuracy: recognised > best.recognised
        case .loss: loss < best.loss
        }
    }

    /// Whether the epoch is the best one now. Where the criterion is equal the other quantity
    /// decides, which is no progress that patience waits for: at the same accuracy the loss can
    /// creep down for a very long time.
    package func replaces(
        _ best: ValidationScore, by criterion: ValidationCriterion
    ) -> Bool {
        switch criterion {
        case .accuracy: (recognised, -loss) > (best.recognised, -best.loss)
        case .loss: (-loss, recognised) > (-best.loss, best.recognised)
        }
    }
}
