package import Collectives
package import Datasets
package import Evaluation

/// The images of this rank that a network most confidently assigns to a different class than their
/// label: at most as many as `SuspectTable` has rows, so the memory does not grow with the number
/// of images.
package struct Suspects {
    /// The most confident first.
    private(set) var found: [Suspect] = []
    /// The positions of the images in the index, in the order in which they are scored.
    private let places: [Int]
    private var scoredCount = 0

    /// - Parameter places: the positions of the images in the index, in the order in which they
    ///   will be added.
    package init(places: [Int]) {
        self.places = places
    }

    /// Records the result of the next image.
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

/// An image that is assigned to a different class than its label.
struct Suspect: BitwiseCopyable {
    /// The position of the image in the index.
    let place: Int
    /// The index of the most probable class.
    let predicted: Int
    /// The probability of that class, 0 to 1.
    let probability: Double
    /// The probability of the class of the label, 0 to 1.
    let labelProbability: Double

    /// Among images of equal probability, the one that comes first in the index is first, so that
    /// the order is the same on any number of ranks.
    func isSurer(than other: Suspect) -> Bool {
        probability == other.probability
            ? place < other.place : probability > other.probability
    }
}

extension Collective {
    /// Merges the suspects of all ranks, and keeps the most confident ones.
    ///
    /// - Parameter own: the suspects of this rank; each image belongs to exactly one rank.
    /// - Returns: the table on rank 0; nil on the other ranks.
    package func suspectTable(_ own: Suspects, of index: ImageIndex) throws -> SuspectTable? {
        // The most confident of all ranks are among the most confident of their own rank, so
        // merging these is enough.
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
