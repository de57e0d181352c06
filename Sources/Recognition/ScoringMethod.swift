package import Augmentation

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
    /// Of each class, 0 to 1; valid while the pass tells of the sample.
    package let probabilities: UnsafeBufferPointer<Double>
    /// (memberCount, classCount), valid while the pass tells of the sample.
    package let scores: UnsafeBufferPointer<Float>

    package init(
        truth: Int, predicted: Int, probabilities: UnsafeBufferPointer<Double>,
        scores: UnsafeBufferPointer<Float>
    ) {
        self.truth = truth
        self.predicted = predicted
        self.probabilities = probabilities
        self.scores = scores
    }

    /// The probability of the most probable class.
    package var probability: Double { probabilities[predicted] }

    /// How many classes are more probable than the image's own; of equally probable ones the earlier
    /// class is ahead. 0 where the image was recognised.
    package var classesAhead: Int {
        guard predicted != truth else { return 0 }
        let own = probabilities[truth]
        // The predicted class is ahead also where rounding has made both probabilities equal.
        return 1
            + probabilities.indices.count { place in
                place != predicted
                    && (probabilities[place] > own || probabilities[place] == own && place < truth)
            }
    }

    /// The most probable classes, the first one first; of equally probable ones the earlier class.
    /// - Parameter count: how many; at most the number of classes.
    package func likeliest(_ count: Int) -> [SamplePrediction] {
        var found = [SamplePrediction(self)]
        while found.count < min(count, probabilities.count) {
            var best: Int?
            for place in probabilities.indices
            where !found.contains(where: { $0.predicted == place })
                && best.map({ probabilities[place] > probabilities[$0] }) ?? true
            {
                best = place
            }
            guard let best else { break }
            found.append(SamplePrediction(predicted: best, probability: probabilities[best]))
        }
        return found
    }
}
