import Collectives
import Datasets
import Evaluation
import Recognition
import TestSupport
import Testing

@Suite struct PredictionGatheringTests {
    private static let index = ImageIndex(
        folder: "", classNames: ["a", "b", "c"],
        entries: (0..<11).map { ImageIndex.Entry(path: "\($0).png", label: $0 % 3) })

    @Test(arguments: [1, 2, 3, 5])
    func rankZeroHasAllImagesInTheOrderOfTheIndex(worldSize: Int) throws {
        let tables = Guarded([PredictionTable?]())
        try InProcessGroup.run(worldSize: worldSize) { group in
            // Image 4 is in nobody's share, as those of training are not in validation's.
            let places = stride(from: group.rank, to: 11, by: group.worldSize).filter { $0 != 4 }
            let own = places.map { place in
                SamplePrediction(
                    predicted: (place + 1) % 3, probability: 1 / Double(place + 1))
            }
            let table = try group.predictionTable(
                own, at: places, set: "validation", of: Self.index)
            tables.withLock { $0.append(table) }
        }
        let found = tables.withLock { $0 }
        #expect(found.count { $0 == nil } == worldSize - 1)
        let names = Self.index.classNames
        var expected: [PredictionTable.Row] = []
        for place in 0..<11 where place != 4 {
            expected.append(
                PredictionTable.Row(
                    path: "\(place).png", truth: names[place % 3],
                    predicted: names[(place + 1) % 3], probability: 1 / Double(place + 1)))
        }
        #expect(found.compactMap { $0 } == [PredictionTable(set: "validation", rows: expected)])
    }

    @Test(arguments: [1, 2, 3, 5])
    func severalPredictionsOfAnImageStayTogether(worldSize: Int) throws {
        @Sendable func predictions(_ place: Int) -> [SamplePrediction] {
            (0..<3).map {
                SamplePrediction(
                    predicted: (place + $0) % 3, probability: 1 / Double(place + $0 + 1))
            }
        }
        let found = Guarded([(place: Int, predictions: [SamplePrediction])]())
        try InProcessGroup.run(worldSize: worldSize) { group in
            let places = group.share(of: Array(0..<11))
            let gathered = try group.gatherInOrder(
                places.flatMap(predictions), perImage: 3, at: places)
            #expect((gathered != nil) == group.isRoot)
            if let gathered { found.withLock { $0 = gathered } }
        }
        let all = found.withLock { $0 }
        #expect(all.map(\.place) == Array(0..<11))
        #expect(all.map(\.predictions) == (0..<11).map(predictions))
    }
}
