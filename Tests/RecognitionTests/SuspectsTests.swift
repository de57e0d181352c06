import Collectives
import Datasets
import Evaluation
import Recognition
import TestSupport
import Testing

@Suite struct SuspectsTests {
    /// 1,000 images of three classes.
    private static let index = ImageIndex(
        folder: "", classNames: ["a", "b", "c"],
        entries: (0..<1000).map { place in
            let digits = String(place)
            let zeros = String(repeating: "0", count: 4 - digits.count)
            return ImageIndex.Entry(path: "\(zeros)\(digits).png", label: place % 3)
        })

    /// Two of three are taken for another class; ten probabilities only, so that many are equal.
    private static func probabilities(of place: Int) -> [Double] {
        let predicted = (place % 3 + place / 3 % 3) % 3
        let probability = 0.5 + Double(place * 7919 % 10) / 20
        return (0..<3).map { $0 == predicted ? probability : (1 - probability) / 2 }
    }

    /// The table of all images, by sorting all that are taken for another class.
    private static var expected: [SuspectTable.Row] {
        let rows = index.entries.enumerated().compactMap { place, entry -> SuspectTable.Row? in
            let probabilities = probabilities(of: place)
            let predicted = probabilities.indices.reduce(0) {
                probabilities[$1] > probabilities[$0] ? $1 : $0
            }
            return predicted == entry.label
                ? nil
                : SuspectTable.Row(
                    path: entry.path, label: index.classNames[entry.label],
                    predicted: index.classNames[predicted], probability: probabilities[predicted],
                    labelProbability: probabilities[entry.label])
        }
        let sorted = rows.sorted {
            ($1.probability, $0.path) < ($0.probability, $1.path)
        }
        return Array(sorted.prefix(SuspectTable.rowLimit))
    }

    /// A rank's images in another order than the index has them, as shards are.
    @Test(arguments: [1, 2, 3, 5])
    func theSurestOfAllRanksAreFoundInOneOrder(worldSize: Int) throws {
        let tables = Guarded([SuspectTable?]())
        try InProcessGroup.run(worldSize: worldSize) { group in
            let places = Array(group.share(of: Array(0..<1000)).reversed())
            var suspects = Suspects(places: places)
            for place in places {
                let probabilities = Self.probabilities(of: place)
                probabilities.withUnsafeBufferPointer { probabilities in
                    suspects.add(
                        ScoredSample(
                            truth: Self.index.entries[place].label,
                            predicted: probabilities.indices.reduce(0) {
                                probabilities[$1] > probabilities[$0] ? $1 : $0
                            }, probabilities: probabilities, scores: .init(start: nil, count: 0)))
                }
            }
            let table = try group.suspectTable(suspects, of: Self.index)
            #expect((table != nil) == group.isRoot)
            tables.withLock { $0.append(table) }
        }
        let table = tables.withLock { $0.compactMap { $0 } }.first
        #expect(Self.expected.count == SuspectTable.rowLimit)
        #expect(table?.rows == Self.expected)
    }
}
