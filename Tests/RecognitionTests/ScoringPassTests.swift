import Collectives
import ConvNet
import Evaluation
import Glibc
import Handwriting
import Recognition
import Testing

@Suite struct ScoringPassTests {
    private static let letters = SyntheticLetters(seed: 3, height: 16, width: 16)

    private static func model() throws -> Model {
        try Model(
            preset: .compact, classNames: SyntheticLetters.classNames, height: 16, width: 16,
            seed: 5, precision: .f32, kernels: .best(for: .f32))
    }

    /// The scores computed by hand from the plain bytes, divided by 255.
    private static func crossEntropy(_ model: Model, _ pixels: [UInt8], label: Int) -> Double {
        let workspace = Workspace(for: model.network, sampleCapacity: 1, trains: false)
        model.network.pack(model.parameters.pointer, into: workspace)
        for (place, pixel) in pixels.enumerated() { workspace.input[place] = Float(pixel) / 255 }
        let scores = model.network.scores(
            sampleCount: 1, in: workspace, parameters: model.parameters.pointer,
            statistics: model.statistics.pointer)
        var largest = -Double.infinity
        for k in 0..<28 { largest = max(largest, Double(scores[k])) }
        var sum = 0.0
        for k in 0..<28 { sum += exp(Double(scores[k]) - largest) }
        return largest + log(sum) - Double(scores[label])
    }

    @Test func scoresAreThoseOfTheImagesAsTheyAre() throws {
        let model = try Self.model()
        let index = SyntheticLetters.index(samplesPerClass: 1, firstSample: 0)
        let images = Self.letters.load(index.entries).store
        let pass = ScoringPass(model: model, labelSmoothing: 0.1)
        nonisolated(unsafe) var tally: ScoreTally?
        nonisolated(unsafe) let scoring = pass
        try InProcessGroup.run(worldSize: 1) { group in
            tally = try scoring.score([images], of: images.count, over: group)
        }
        let expected = index.entries.reduce(0.0) { sum, entry in
            let number = entry.path.split(separator: "_")[1]
            let sample = ((Int(number) ?? 0) - 1) / 28
            return sum
                + Self.crossEntropy(
                    model, Self.letters.image(class: entry.label, sample: sample),
                    label: entry.label)
        }
        let scored = try #require(tally)
        #expect(abs(scored.crossEntropy - expected / 28) < 1e-6)
        #expect(scored.sampleCount == 28)
        #expect(scored.objective != scored.crossEntropy)
    }

    @Test(arguments: [1, 2, 3, 5])
    func ranksTogetherCountEveryImageOnce(worldSize: Int) throws {
        let index = SyntheticLetters.index(samplesPerClass: 2, firstSample: 0)
        nonisolated(unsafe) var tallies: [ScoreTally] = []
        try InProcessGroup.run(worldSize: worldSize) { group in
            let own = stride(from: group.rank, to: index.entries.count, by: group.worldSize)
            let share = Self.letters.load(own.map { index.entries[$0] }).store
            let pass = ScoringPass(model: try Self.model(), labelSmoothing: 0.1)
            let tally = try pass.score([share], of: index.entries.count, over: group)
            if group.isRoot { tallies.append(tally) }
        }
        let alone = ScoringPass(model: try Self.model(), labelSmoothing: 0.1)
        nonisolated(unsafe) let scoring = alone
        try InProcessGroup.run(worldSize: 1) { group in
            tallies.append(
                try scoring.score(
                    [Self.letters.load(index.entries).store], of: index.entries.count, over: group))
        }
        #expect(tallies[0] == tallies[1])
    }

    @Test func imageThatNoRankScoredIsNoticed() throws {
        let index = SyntheticLetters.index(samplesPerClass: 1, firstSample: 0)
        #expect(throws: EvaluationGapError.self) {
            try InProcessGroup.run(worldSize: 2) { group in
                let share = Self.letters.load(Array(index.entries.dropFirst(15))).store
                let pass = ScoringPass(model: try Self.model(), labelSmoothing: 0)
                _ = try pass.score([share], of: index.entries.count, over: group)
            }
        }
    }
}
