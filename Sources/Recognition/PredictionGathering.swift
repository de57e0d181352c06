package import Collectives
package import Evaluation
package import Handwriting

/// What is kept of a scored image until its pass has ended.
package struct SamplePrediction: Sendable, Equatable {
    /// The place of the most probable class.
    package let predicted: Int
    /// That class's probability, 0 to 1.
    package let probability: Double

    package init(_ sample: ScoredSample) {
        predicted = sample.predicted
        probability = sample.probability
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
        precondition(own.count == places.count, "each prediction is of an image")
        var numbers: [UInt64] = []
        numbers.reserveCapacity(3 * own.count)
        for (prediction, place) in zip(own, places) {
            numbers.append(UInt64(place))
            numbers.append(UInt64(prediction.predicted))
            numbers.append(prediction.probability.bitPattern)
        }
        let gathered = try gather(numbers.withUnsafeBytes(Array.init), to: 0)
        guard isRoot else { return nil }
        var rows: [(place: Int, row: PredictionTable.Row)] = []
        for bytes in gathered {
            bytes.withUnsafeBytes { raw in
                func number(_ offset: Int) -> UInt64 {
                    raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                }
                for start in stride(from: 0, to: raw.count, by: 24) {
                    let place = Int(number(start))
                    let entry = index.entries[place]
                    rows.append(
                        (
                            place,
                            PredictionTable.Row(
                                path: entry.path, truth: index.classNames[entry.label],
                                predicted: index.classNames[Int(number(start + 8))],
                                probability: Double(bitPattern: number(start + 16)))
                        ))
                }
            }
        }
        // Each image is in the share of one rank: no two have the same place.
        rows.sort { $0.place < $1.place }
        return PredictionTable(set: set, rows: rows.map(\.row))
    }
}
