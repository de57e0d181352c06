import Augmentation
import Collectives
import ConvNet
import Datasets
import Evaluation
import Glibc
import Recognition
import SyntheticLetters
import TestSupport
import Testing

@Suite struct ScoringPassTests {
    private static let letters = LetterRenderer(seed: 3, height: 16, width: 16)

    private static func model(seed: UInt64 = 5) throws -> Model {
        try Model(
            preset: .compact, classNames: LetterRenderer.classNames, height: 16, width: 16,
            seed: seed, precision: .f32, kernels: .best(for: .f32))
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
        let index = LetterRenderer.index(samplesPerClass: 1, firstSample: 0)
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
        let index = LetterRenderer.index(samplesPerClass: 2, firstSample: 0)
        nonisolated(unsafe) var tallies: [ScoreTally] = []
        try InProcessGroup.run(worldSize: worldSize) { group in
            let own = stride(from: group.rank, to: index.entries.count, by: group.worldSize)
            let share = Self.letters.load(own.map { index.entries[$0] }).store
            let pass = ScoringPass(model: try Self.model(), labelSmoothing: 0.1)
            let tally = try pass.score([share], of: index.entries.count, over: group)
            if group.isRoot { tallies.append(tally) }
        }
        nonisolated(unsafe) var counts: [Int] = []
        let alone = ScoringPass(
            model: try Self.model(), labelSmoothing: 0.1, countImages: { counts.append($0) })
        nonisolated(unsafe) let scoring = alone
        try InProcessGroup.run(worldSize: 1) { group in
            tallies.append(
                try scoring.score(
                    [Self.letters.load(index.entries).store], of: index.entries.count, over: group))
        }
        #expect(tallies[0] == tallies[1])
        // Told while it goes: a long validation must not be taken for a stall.
        #expect(counts == [16, 16, 16, 8])
    }

    /// Nine forward passes by hand, one image at a time, their softmaxes averaged.
    @Test func viewsAreAveragedAsProbabilities() throws {
        let model = try Self.model()
        let index = LetterRenderer.index(samplesPerClass: 1, firstSample: 0)
        let images = Self.letters.load(index.entries).store
        let pass = ScoringPass(
            models: [model], method: ScoringMethod(views: .shifts), labelSmoothing: 0)
        let workspace = Workspace(for: model.network, sampleCapacity: 1, trains: false)
        model.network.pack(model.parameters.pointer, into: workspace)
        let loss = SoftmaxCrossEntropy(classCount: 28, labelSmoothing: 0)
        var found: [[Double]] = []
        _ = try pass.score([images], of: images.count, over: GroupOfOne()) {
            found.append(Array($0.probabilities))
        }
        for sample in [0, 17] {
            images.withPixels(of: sample) { pixels in
                var expected = [Double](repeating: 0, count: 28)
                var views: Set<[Double]> = []
                for view in 0..<9 {
                    ScoringViews.shifts.write(
                        view, of: pixels, height: 16, width: 16, into: workspace.input)
                    let scores = model.network.scores(
                        sampleCount: 1, in: workspace, parameters: model.parameters.pointer,
                        statistics: model.statistics.pointer)
                    var own = [Double](repeating: 0, count: 28)
                    _ = loss.evaluate(scores: scores, label: 0, probabilities: &own)
                    for k in 0..<28 { expected[k] += own[k] }
                    views.insert(own)
                }
                for k in 0..<28 { expected[k] /= 9 }
                #expect(views.count == 9)
                #expect(found[sample] == expected)
            }
        }
    }

    @Test func theLikeliestClassesStandInTheOrderOfTheirProbability() {
        func likeliest(_ probabilities: [Double], predicted: Int, _ count: Int) -> [Int] {
            probabilities.withUnsafeBufferPointer { probabilities in
                ScoredSample(
                    truth: 0, predicted: predicted, probabilities: probabilities,
                    scores: .init(start: nil, count: 0)
                ).likeliest(count).map {
                    #expect($0.probability == probabilities[$0.predicted])
                    return $0.predicted
                }
            }
        }
        #expect(likeliest([0.1, 0.2, 0.4, 0.3], predicted: 2, 3) == [2, 3, 1])
        #expect(likeliest([0.25, 0.25, 0.25, 0.25], predicted: 0, 3) == [0, 1, 2])
        #expect(likeliest([0, 1, 0], predicted: 1, 2) == [1, 0])
        #expect(likeliest([0.4, 0.6], predicted: 1, 3) == [1, 0])
    }

    @Test(arguments: [2, 3, 5])
    func severalModelsAndViewsGiveTheSameBitsOnAnyNumberOfRanks(worldSize: Int) throws {
        @Sendable func pass() throws -> ScoringPass {
            ScoringPass(
                models: try [5, 6].map(Self.model),
                method: ScoringMethod(views: .full, temperature: 1.5), labelSmoothing: 0.1)
        }
        let entries = LetterRenderer.index(samplesPerClass: 2, firstSample: 0).entries
        nonisolated(unsafe) var tallies: [ScoreTally] = []
        let found = Guarded([Int: [Float]]())
        try InProcessGroup.run(worldSize: worldSize) { group in
            let own = Array(stride(from: group.rank, to: entries.count, by: group.worldSize))
            let share = Self.letters.load(own.map { entries[$0] }).store
            var places = own.makeIterator()
            let tally = try pass().score([share], of: entries.count, over: group) { sample in
                let (place, scores) = (places.next() ?? -1, Array(sample.scores))
                found.withLock { $0[place] = scores }
            }
            if group.isRoot { tallies.append(tally) }
        }
        nonisolated(unsafe) var alone: [[Float]] = []
        try InProcessGroup.run(worldSize: 1) { group in
            tallies.append(
                try pass().score(
                    [Self.letters.load(entries).store], of: entries.count, over: group
                ) { alone.append(Array($0.scores)) })
        }
        #expect(tallies[0] == tallies[1])
        #expect(alone.count == entries.count && alone.allSatisfy { $0.count == 2 * 11 * 28 })
        #expect(found.withLock { found in alone.indices.map { found[$0] } } == alone)
    }

    @Test func imageThatNoRankScoredIsNoticed() throws {
        let index = LetterRenderer.index(samplesPerClass: 1, firstSample: 0)
        #expect(throws: EvaluationGapError.self) {
            try InProcessGroup.run(worldSize: 2) { group in
                let share = Self.letters.load(Array(index.entries.dropFirst(15))).store
                let pass = ScoringPass(model: try Self.model(), labelSmoothing: 0)
                _ = try pass.score([share], of: index.entries.count, over: group)
            }
        }
    }

    /// A look comes after each batch of 16 images: accurate's are that dear at 32 pixels. The shares
    /// have four batches and one, and one rank alone is asked to stop at its third look.
    @Test func aStopIsObeyedByAllRanksAtTheSameLook() throws {
        let letters = LetterRenderer(seed: 3, height: 32, width: 32)
        let index = LetterRenderer.index(samplesPerClass: 3, firstSample: 0)
        let looks = Guarded([0, 0])
        #expect(throws: StopRequested()) {
            try InProcessGroup.run(worldSize: 2) { group in
                let entries = group.isRoot ? index.entries[..<64] : index.entries[64..<80]
                let model = try Model(
                    preset: .accurate, classNames: LetterRenderer.classNames, height: 32,
                    width: 32, seed: 5, precision: .f32, kernels: .best(for: .f32))
                let rank = group.rank
                let pass = ScoringPass(
                    model: model, labelSmoothing: 0,
                    stopRequested: {
                        looks.withLock { looks in
                            looks[rank] += 1
                            return rank == 1 && looks[rank] == 3
                        }
                    })
                _ = try pass.score([letters.load(Array(entries)).store], of: 80, over: group)
            }
        }
        #expect(looks.withLock { $0 } == [3, 3])
    }

    @Test func scoresThatAreNoNumbersEndTheScoringNamingTheTensor() throws {
        let index = LetterRenderer.index(samplesPerClass: 1, firstSample: 0)
        let error = #expect(throws: NonFiniteScoreError.self) {
            try InProcessGroup.run(worldSize: 2) { group in
                let entries = group.isRoot ? [] : index.entries
                let model = try Self.model()
                model.statistics.floats[0] = .nan
                let pass = ScoringPass(model: model, labelSmoothing: 0)
                _ = try pass.score([Self.letters.load(entries).store], of: 28, over: group)
            }
        }
        #expect(error?.count == 28)
        #expect(error?.tensor?.hasSuffix(".running_mean") == true)
    }
}
