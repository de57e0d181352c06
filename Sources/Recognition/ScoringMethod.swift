package import Handwriting

/// How a score comes from an image and a model, beside the weights.
package struct ScoringMethod: Sendable, Equatable {
    /// The views whose softmaxes are averaged.
    package var views: ScoringViews
    /// What scores are divided by before their softmax: above 1 makes a network less sure.
    package var temperature: Double

    package init(views: ScoringViews = .none, temperature: Double = 1) {
        precondition(temperature > 0 && temperature.isFinite, "a temperature is above 0")
        self.views = views
        self.temperature = temperature
    }

    /// Of how many probabilities a score is the mean, in words; nil for one model's as they are.
    package func description(modelCount: Int) -> String? {
        guard modelCount > 1 || views != .none || temperature != 1 else { return nil }
        let models = modelCount == 1 ? "1 model" : "\(modelCount) models"
        let views = views.count == 1 ? "1 view" : "\(views.count) views"
        let heat = temperature == 1 ? "" : ", temperature \(temperature)"
        return "\(models), \(views) of each image\(heat)"
    }
}

/// What a scoring pass found of one image.
package struct ScoredSample {
    /// The place of the image's own class.
    package let truth: Int
    /// The place of the most probable class.
    package let predicted: Int
    /// That class's probability, 0 to 1.
    package let probability: Double
    /// (memberCount, classCount), valid while the pass tells of the sample.
    package let scores: UnsafeBufferPointer<Float>

    package init(
        truth: Int, predicted: Int, probability: Double, scores: UnsafeBufferPointer<Float>
    ) {
        self.truth = truth
        self.predicted = predicted
        self.probability = probability
        self.scores = scores
    }
}
