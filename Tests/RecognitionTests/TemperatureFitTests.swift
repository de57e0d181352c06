import Collectives
import Evaluation
import Glibc
import Recognition
import TestSupport
import Testing

@Suite struct TemperatureFitTests {
    /// Two classes, and scores that say 0 or 3 for odds that are 3 to 1: right are 75 of 100 images.
    /// exp(3 / T) = 3 where a network is as sure as it is right, so T = 3 / ln 3.
    private static func kept(_ images: some Sequence<Int>) -> KeptScores {
        var kept = KeptScores(memberCount: 1, classCount: 2)
        for image in images {
            let scores: [Float] = [3, 0]
            scores.withUnsafeBufferPointer { scores in
                kept.add(
                    ScoredSample(
                        truth: image % 4 == 0 ? 1 : 0, predicted: 0,
                        probabilities: .init(start: nil, count: 0), scores: scores))
            }
        }
        return kept
    }

    @Test func isTheTemperatureThatMakesConfidenceTrue() throws {
        let fits = Guarded([TemperatureFit]())
        for worldSize in [1, 2, 3] {
            try InProcessGroup.run(worldSize: worldSize) { group in
                let own = stride(from: group.rank, to: 100, by: worldSize)
                let fit = try TemperatureFit(of: Self.kept(own), over: group)
                fits.withLock { $0.append(fit) }
            }
        }
        let found = fits.withLock { $0 }
        try #require(found.count == 6)
        // The same bits on all ranks of all groups.
        #expect(found.allSatisfy { $0 == found[0] })
        #expect(abs(found[0].temperature - 3 / log(3)) < 1e-3)
        #expect(found[0].after.error < 1e-3)
        #expect(abs(found[0].before.error - (1 / (1 + exp(-3)) - 0.75)) < 1e-6)
        let entropy = -0.75 * log(0.75) - 0.25 * log(0.25)
        #expect(abs(found[0].after.crossEntropy - entropy) < 1e-6)
        #expect(found[0].before.crossEntropy > entropy + 0.1)
    }
}
