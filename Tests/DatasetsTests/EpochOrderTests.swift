import Datasets
import Testing

@Suite struct EpochOrderTests {
    private func keys(_ count: Int) -> [UInt64] {
        (0..<count).map { SampleKey.hash("\($0).png") }
    }

    @Test(arguments: [(0, 1), (0, 0), (1, 1), (1, 5), (5, 8), (100, 7), (1512, 95), (16, 16)])
    func eachSampleComesOncePerEpochInNearlyEqualSteps(count: Int, steps: Int) {
        let order = EpochOrder(keys: keys(count), seed: 3, epoch: 4, stepCount: steps)
        let slices = (0..<steps).map { order.samples(step: $0) }
        #expect(slices.flatMap { $0 }.sorted() == Array(0..<count))
        let sizes = slices.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }

    @Test(arguments: [5, 13, 100, 1511, 1512], [1, 2, 16])
    func noStepIsLargerThanTheMicroBatch(count: Int, microBatch: Int) {
        let steps = (count + microBatch - 1) / microBatch
        let order = EpochOrder(keys: keys(count), seed: 3, epoch: 0, stepCount: steps)
        #expect((0..<steps).allSatisfy { order.samples(step: $0).count <= microBatch })
    }

    @Test func seedAndEpochChangeTheOrder() {
        let base = EpochOrder(keys: keys(50), seed: 1, epoch: 0, stepCount: 5)
        #expect(base.order != EpochOrder(keys: keys(50), seed: 2, epoch: 0, stepCount: 5).order)
        #expect(base.order != EpochOrder(keys: keys(50), seed: 1, epoch: 1, stepCount: 5).order)
        #expect(base.order != Array(0..<50))
        #expect(base == EpochOrder(keys: keys(50), seed: 1, epoch: 0, stepCount: 5))
    }

    @Test func theOrderFollowsKeysAndNotPlaces() {
        let all = keys(20)
        let base = EpochOrder(keys: all, seed: 1, epoch: 0, stepCount: 1)
        let turned = EpochOrder(keys: all.reversed(), seed: 1, epoch: 0, stepCount: 1)
        #expect(base.order.map { all[$0] } == turned.order.map { all[19 - $0] })
    }

    @Test func equalKeysKeepTheirPlaces() {
        let order = EpochOrder(keys: [7, 7, 7], seed: 1, epoch: 0, stepCount: 1)
        #expect(order.order == [0, 1, 2])
    }
}
