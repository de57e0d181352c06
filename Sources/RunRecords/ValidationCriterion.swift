/// The validation quantity that decides which of two epochs is better (`--patience-on`).
/// `--patience` waits for it to improve, and the best epoch is the one with its best value.
package enum ValidationCriterion: String, Codable, Sendable, CaseIterable {
    /// The fraction of validation images that are recognised; higher is better.
    case accuracy
    /// The mean objective over the validation images; lower is better.
    case loss
}

/// The result of validation at the end of an epoch.
package struct ValidationScore: Sendable, Equatable {
    /// The recognised validation images, as a fraction or a number, but the same for all epochs of
    /// a run.
    package var recognised: Double
    /// The mean objective.
    package var loss: Double

    package init(recognised: Double, loss: Double) {
        self.recognised = recognised
        self.loss = loss
    }

    /// Whether the criterion has improved since the best epoch, so that patience starts again from
    /// 0.
    package func isImprovement(
        on best: ValidationScore, by criterion: ValidationCriterion
    ) -> Bool {
        switch criterion {
        case .accuracy: recognised > best.recognised
        case .loss: loss < best.loss
        }
    }

    /// Whether the epoch is the best so far. If the criterion is equal, the other quantity decides.
    /// Patience does not count that as progress, because at the same accuracy the loss can decrease
    /// slowly for a very long time.
    package func replaces(
        _ best: ValidationScore, by criterion: ValidationCriterion
    ) -> Bool {
        switch criterion {
        case .accuracy: (recognised, -loss) > (best.recognised, -best.loss)
        case .loss: (-loss, recognised) > (-best.loss, best.recognised)
        }
    }
}
