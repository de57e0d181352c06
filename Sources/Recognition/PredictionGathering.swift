package import Collectives
package import Datasets
package import Evaluation

/// The predicted class of an image, kept until the scoring pass has ended.
package struct SamplePrediction: BitwiseCopyable, Equatable, Sendable {
    /// The index of the class.
    package let predicted: Int
    /// The probability of the class, 0 to 1.
    package let probability: Double

    package init(predicted: Int, probability: Double) {
        self.predicted = predicted
        self.probability = probability
    }

    /// The most probable class.
    package init(_ sample: ScoredSample) {
        self.init(predicted: sample.predicted, probability: sample.probability)
    }
}

extension Collective {
    /// Gathers the predictions of all ranks on rank 0, in the order of the index.
    ///
    /// - Parameters:
    ///   - own: this rank's.
    ///   - places: the position in the index of the image of each prediction.
    ///   - set: `test` or `validation`.
    /// - Returns: the table on rank 0; nil on the other ranks.
    package func predictionTable(
        _ own: [SamplePrediction], at places: [Int], set: String, of index: ImageIndex
    ) throws -> PredictionTable? {
        try gatherInOrder(own, perImage: 1, at: places).map { found in
            PredictionTable(
                set: set,
                rows: found.map { place, predictions in
                    let entry = index.entries[place]
                    return PredictionTable.Row(
                        path: entry.path, truth: index.classNames[entry.label],
                        predicted: index.classNames[predictions[0].predicted],
                        probability: predictions[0].probability)
                })
        }
    }

    /// Gathers the predictions of all ranks on rank 0, several for each image, in the order of the
    /// images. The result does not depend on how images were divided between ranks.
    ///
    /// - Parameters:
    ///   - own: the predictions of this rank, image by image.
    ///   - count: the number of predictions for each image.
    ///   - places: the position of each image of this rank among all images. Each image belongs to
    ///     exactly one rank.
    /// - Returns: on rank 0 the position and predictions of each image; nil on the other ranks.
    package func gatherInOrder(
        _ own: [SamplePrediction], perImage count: Int, at places: [Int]
    ) throws -> [(place: Int, predictions: [SamplePrediction])]? {
        precondition(own.count == places.count * count, "each prediction is of an image")
        let rows = own.enumerated().map { number, prediction in
            PlacedPrediction(place: places[number / count], prediction: prediction)
        }
        let all = try gather(rows: rows)
        guard isRoot else { return nil }
        return stride(from: 0, to: all.count, by: count).map { start in
            let predictions = all[start..<start + count].map(\.prediction)
            return (place: all[start].place, predictions: predictions)
        }
        .sorted { $0.place < $1.place }
    }
}

/// A prediction with the position of its image, as sent between ranks.
private struct PlacedPrediction: BitwiseCopyable {
    /// The position of the image among all images.
    let place: Int
    let prediction: SamplePrediction
}
