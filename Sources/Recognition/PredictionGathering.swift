package import Collectives
package import Evaluation
package import Handwriting

/// A class that was found in an image, kept until the pass over the images has ended.
package struct SamplePrediction: Sendable, Equatable {
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
        var numbers: [UInt64] = []
        numbers.reserveCapacity((1 + 2 * count) * places.count)
        for (image, place) in places.enumerated() {
            numbers.append(UInt64(place))
            for prediction in own[image * count..<(image + 1) * count] {
                numbers.append(UInt64(prediction.predicted))
                numbers.append(prediction.probability.bitPattern)
            }
        }
        let gathered = try gather(numbers.withUnsafeBytes(Array.init), to: 0)
        guard isRoot else { return nil }
        var found: [(place: Int, predictions: [SamplePrediction])] = []
        for bytes in gathered {
            bytes.withUnsafeBytes { raw in
                func number(_ place: Int) -> UInt64 {
                    raw.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self)
                }
                for start in stride(from: 0, to: raw.count / 8, by: 1 + 2 * count) {
                    let predictions = (0..<count).map { rank in
                        SamplePrediction(
                            predicted: Int(number(start + 1 + 2 * rank)),
                            probability: Double(bitPattern: number(start + 2 + 2 * rank)))
                    }
                    found.append((Int(number(start)), predictions))
                }
            }
        }
        found.sort { $0.place < $1.place }
        return found
    }
}
