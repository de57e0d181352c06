import Collectives
import Failures
import Testing

@Suite struct WorkerAssignmentTests {
    /// Drawn by hand: the tree over V leaves, and what lies wholly inside each rank's range.
    @Test(arguments: [
        (8, 1, [[0..<8]]),
        (8, 2, [[0..<4], [4..<8]]),
        (8, 3, [[0..<2], [2..<4, 4..<5], [5..<6, 6..<8]]),
        (8, 5, [[0..<1], [1..<2, 2..<3], [3..<4], [4..<6], [6..<8]]),
        (5, 2, [[0..<2], [2..<4, 4..<5]]),
        (5, 1, [[0..<5]]),
        (12, 3, [[0..<4], [4..<8], [8..<12]]),
        (12, 2, [[0..<4, 4..<6], [6..<8, 8..<12]]),
    ])
    func maximalSubtreesAreThoseDrawnByHand(
        virtualWorkers: Int, worldSize: Int, expected: [[Range<Int>]]
    ) throws {
        let assignment = try WorkerAssignment(
            virtualWorkers: virtualWorkers, worldSize: worldSize)
        #expect((0..<worldSize).map { assignment.maximalSubtrees(of: $0) } == expected)
    }

    @Test func everyWorkerHasOneOwnerAndEveryRankHasWork() throws {
        for virtualWorkers in 1...40 {
            for worldSize in 1...virtualWorkers {
                let assignment = try WorkerAssignment(
                    virtualWorkers: virtualWorkers, worldSize: worldSize)
                let owned = (0..<worldSize).map { assignment.workers(of: $0) }
                #expect(owned.flatMap(Array.init) == Array(0..<virtualWorkers))
                #expect(owned.allSatisfy { !$0.isEmpty })
            }
        }
    }

    @Test func imbalanceComparesTheLargestShareWithAnEvenOne() throws {
        #expect(try WorkerAssignment(virtualWorkers: 8, worldSize: 4).imbalance == 1)
        #expect(try WorkerAssignment(virtualWorkers: 8, worldSize: 3).imbalance == 9.0 / 8)
        #expect(try WorkerAssignment(virtualWorkers: 8, worldSize: 5).imbalance == 10.0 / 8)
    }

    @Test func moreRanksThanWorkersIsRefusedWithTheRemedy() {
        let error = #expect(throws: WorkerAssignmentError.self) {
            try WorkerAssignment(virtualWorkers: 8, worldSize: 9)
        }
        #expect(error?.description.contains("at most 8 ranks") == true)
        #expect(error?.description.contains("--virtual-workers 9") == true)
    }
}
