package import Collectives
package import Datasets
package import Evaluation

/// The images of this rank that a network most surely takes for another class than their label says: as
/// many as a table holds, however many images are scored.
package struct Suspects {
    /// The surest first.
    private(set) var found: [Suspect] = []
    /// Where in the index the images stand, in the order in which they are scored.
    private let places: [Int]
    private var scoredCount = 0

    /// - Parameter places: where in the index the images stand, in the order in which they come.
    package init(places: [Int]) {
        self.places = places
    }

    /// Takes in what was found of the next image.
    package mutating func add(_ sample: ScoredSample) {
        precondition(scoredCount < places.count, "each image has a place")
        defer { scoredCount += 1 }
        guard sample.predicted != sample.truth else { return }
        let suspect = Suspect(
            place: places[scoredCount], predicted: sample.predicted,
            probability: sample.probability, labelProbability: sample.probabilities[sample.truth])
        let position = found.firstIndex { suspect.isSurer(than: $0) } ?? found.endIndex
        guard position < SuspectTable.rowLimit else { return }
        found.insert(suspect, at: position)
        if found.count > SuspectTable.rowLimit { found.removeLast() }
    }
}

/// An image that is taken for another class than its label says.
struct Suspect: BitwiseCopyable {
    /// The place of the image in the index.
    let place: Int
    /// The place of the most probable class.
    let predicted: Int
    /// That class's probability, 0 to 1.
    let probability: Double
    /// The probability of the class of the label, 0 to 1.
    let labelProbability: Double

    /// Of equally sure ones the image that stands first in the index counts as the surer, so that any
    /// number of ranks finds the same order.
    func isSurer(than other: Suspect) -> Bool {
        probability == other.probability
            ? place < other.place : probability > other.probability
    }
}

extension Collective {
    /// The surest of all ranks' suspects.
    ///
    /// - Parameter own: this rank's; each image belongs to one rank.
    /// - Returns: the table on rank 0, nil elsewhere.
    package func suspectTable(_ own: Suspects, of index: ImageIndex) throws -> SuspectTable? {
        // Each of the surest of all is among the surest of its own rank.
        let all = try gather(rows: own.found)
        guard isRoot else { return nil }
        let surest = all.sorted { $0.isSurer(than: $1) }.prefix(SuspectTable.rowLimit)
        return SuspectTable(
            rows: surest.map { suspect in
                let entry = index.entries[suspect.place]
                return SuspectTable.Row(
                    path: entry.path, label: index.classNames[entry.label],
                    predicted: index.classNames[suspect.predicted],
                    probability: suspect.probability,
                    labelProbability: suspect.labelProbability)
            })
    }
}
