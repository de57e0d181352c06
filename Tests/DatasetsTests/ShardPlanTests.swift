import Datasets
import Testing

@Suite struct ShardPlanTests {
    /// `counts[c]` images of class c.
    private func entries(_ counts: [Int]) -> [ImageIndex.Entry] {
        counts.enumerated().flatMap { label, count in
            (0..<count).map { .init(path: "\(label)/\($0).png", label: label) }
        }
    }

    private func plan(
        _ counts: [Int], fraction: Double, seed: UInt64 = 1, workers: Int
    ) -> ShardPlan {
        ShardPlan(
            entries: entries(counts), validationFraction: fraction, seed: seed,
            virtualWorkers: workers)
    }

    @Test(arguments: [
        (0.0, [0, 0, 0]), (0.1, [10, 3, 0]), (0.29, [29, 8, 1]), (0.5, [50, 15, 2]),
        (0.999, [99, 29, 4]),
    ])
    func validationTakesTheFloorOfEachClass(fraction: Double, counts: [Int]) {
        let sizes = [100, 30, 5]
        let all = entries(sizes)
        let plan = plan(sizes, fraction: fraction, workers: 8)
        let labels = plan.validation.map { all[$0].label }
        #expect((0..<3).map { label in labels.count { $0 == label } } == counts)
        #expect(plan.trainingCount == 135 - counts.reduce(0, +))
    }

    @Test(arguments: [1, 2, 5, 7, 8, 12], [0.0, 0.1])
    func everyImageHasOnePlaceAndSizesDifferByOne(workers: Int, fraction: Double) {
        let plan = plan([37, 1, 12], fraction: fraction, workers: workers)
        let places = plan.validation + plan.workerEntries.flatMap { $0 }
        #expect(places.sorted() == Array(0..<50))
        let sizes = plan.workerEntries.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        #expect(sizes.count == workers)
    }

    @Test func theDealFollowsClassThenKey() {
        let all = entries([9, 7])
        let plan = plan([9, 7], fraction: 0, workers: 3)
        let expected = all.indices.sorted { a, b in
            (all[a].label, SampleKey.hash(all[a].path)) < (
                all[b].label, SampleKey.hash(all[b].path)
            )
        }
        let dealt = (0..<16).map { plan.workerEntries[$0 % 3][$0 / 3] }
        #expect(dealt == expected)
    }

    @Test func theSeedChangesTheSplitAndTheOrderOfEntriesDoesNot() {
        let all = entries([40, 40])
        let one = plan([40, 40], fraction: 0.25, workers: 8)
        #expect(plan([40, 40], fraction: 0.25, seed: 2, workers: 8).validation != one.validation)
        let turned = Array(all.reversed())
        let other = ShardPlan(
            entries: turned, validationFraction: 0.25, seed: 1, virtualWorkers: 8)
        #expect(
            Set(other.validation.map { turned[$0].path })
                == Set(one.validation.map { all[$0].path }))
        #expect(
            other.workerEntries.map { $0.map { turned[$0].path } }
                == one.workerEntries.map { $0.map { all[$0].path } })
    }

    /// By an independent evaluation of key and Philox in Python. A change changes the weights of
    /// every run.
    @Test func theSplitOfASmallSetIsKnown() {
        #expect(
            plan([10, 10], fraction: 0.3, seed: 1, workers: 2).validation == [1, 4, 5, 15, 16, 18])
    }

    @Test(arguments: [
        ([5], 8, 8, 1), ([5], 8, 16, 1), ([100], 8, 16, 7), ([96], 8, 16, 6), ([0], 4, 4, 0),
        ([33], 1, 10, 4), ([17], 5, 5, 4),
    ])
    func stepsCoverTheLargestShard(counts: [Int], workers: Int, batchSize: Int, steps: Int) {
        let plan = plan(counts, fraction: 0, workers: workers)
        #expect(plan.stepCount(batchSize: batchSize) == steps)
    }

    @Test func fiveImagesForEightWorkersLeaveThreeEmpty() {
        let plan = plan([3, 2], fraction: 0, workers: 8)
        #expect(plan.workerEntries.map(\.count) == [1, 1, 1, 1, 1, 0, 0, 0])
    }

    @Test func aBatchThatWorkersDoNotDivideTraps() async {
        await #expect(processExitsWith: .failure) {
            let plan = ShardPlan(
                entries: [ImageIndex.Entry](), validationFraction: 0, seed: 1, virtualWorkers: 8)
            _ = plan.stepCount(batchSize: 12)
        }
    }
}

extension ShardPlan {
    /// A plan with a share of each class for validation.
    init(
        entries: some Sequence<ImageIndex.Entry>, validationFraction: Double, seed: UInt64,
        virtualWorkers: Int
    ) {
        self.init(
            entries: entries, carving: ValidationCarving(fraction: validationFraction, seed: seed),
            virtualWorkers: virtualWorkers)
    }
}
