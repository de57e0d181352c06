package import Augmentation

/// The options of inference apart from the weights: test-time augmentation and temperature.
package struct ScoringMethod: Sendable, Equatable {
    /// The views of each image whose probabilities are averaged.
    package var views: ScoringViews
    /// The divisor of the scores before the softmax. A temperature above 1 makes a network less
    /// confident, without changing which class is the most probable of one model.
    package var temperature: Double

    package init(views: ScoringViews = .none, temperature: Double = 1) {
        precondition(temperature > 0 && temperature.isFinite, "a temperature is above 0")
        self.views = views
        self.temperature = temperature
    }

    /// A text such as "3 models, 9 views of each image, temperature 1.2"; nil for a single model
    /// without options.
    package func description(modelCount: Int) -> String? {
        guard modelCount > 1 || views != .none || temperature != 1 else { return nil }
        let models = modelCount == 1 ? "1 model" : "\(modelCount) models"
        let views = views.count == 1 ? "1 view" : "\(views.count) views"
        let heat = temperature == 1 ? "" : ", temperature \(temperature)"
        return "\(models), \(views) of each image\(heat)"
    }
}

/// The result of a scoring pass for one image.
package struct ScoredSample {
    /// The index of the true class.
    package let truth: Int
    /// The index of the most probable class.
    package let predicted: Int
    /// The probability of each class, 0 to 1; valid only during the callback.
    package let probabilities: UnsafeBufferPointer<Double>
    /// The scores (logits) of each member, (memberCount, classCount); valid only during the
    /// callback.
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

    /// The number of classes that are more probable than the true class; among equally probable
    /// classes, the one with the lower index is ahead. 0 if the image was recognised.
    package var classesAhead: Int {
        guard predicted != truth else { return 0 }
        let own = probabilities[truth]
        // The predicted class is ahead even if rounding has made both probabilities equal.
        return 1
            + probabilities.indices.count { place in
                place != predicted
                    && (probabilities[place] > own || probabilities[place] == own && place < truth)
            }
    }

    /// The most probable classes, in descending order; among equally probable classes the lower
    /// index comes first.
    /// - Parameter count: the number of classes wanted; limited to the number of classes that
    ///   exist.
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
