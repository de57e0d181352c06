package import Collectives
package import Datasets
package import Evaluation

/// A class that was found in an image, kept until the pass over the images has ended.
package struct SamplePrediction: BitwiseCopyable, Equatable, Sendable {
    /// The place of the class.
    package let predicted: Int
    /// The class's probability, 0 to 1.
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
    /// The predictions of all ranks in the order of the index.
    ///
    /// - Parameters:
    ///   - own: this rank's.
    ///   - places: where in the index the image of each stands.
    ///   - set: `test` or `validation`.
    /// - Returns: the table on rank 0, nil elsewhere.
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

    /// The predictions of all ranks, several for each image, in the order of the images.
    ///
    /// - Parameters:
    ///   - own: this rank's, image after image.
    ///   - count: of one image.
    ///   - places: where each image of this rank stands among all images. Each image belongs to one
    ///     rank.
    /// - Returns: on rank 0 each image's place and predictions; nil elsewhere.
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

private struct PlacedPrediction: BitwiseCopyable {
    /// The place of the image among all images.
    let place: Int
    let prediction: SamplePrediction
}
