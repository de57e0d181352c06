import Collectives
import Testing

@Suite struct SummationTreeTests {
    @Test func leavesFoldedOnArrivalLeaveTheMaximalSubtrees() {
        for leafCount in 1...24 {
            let tree = SummationTree(leafCount: leafCount)
            for start in 0..<leafCount {
                for end in start + 1...leafCount {
                    var stack: [Range<Int>] = []
                    for leaf in start..<end {
                        stack.append(leaf..<leaf + 1)
                        for _ in 0..<tree.additionCount(after: leaf, in: start..<end) {
                            let top = stack.removeLast()
                            #expect(stack.last?.upperBound == top.lowerBound)
                            stack[stack.count - 1] =
                                stack[stack.count - 1].lowerBound..<top.upperBound
                        }
                    }
                    #expect(stack == tree.maximalSubtrees(in: start..<end))
                }
            }
        }
    }

    /// The rule taken literally, on expressions instead of numbers.
    @Test func foldingAndJoiningBuildTheExpressionOfTheRule() throws {
        for leafCount in 1...20 {
            var a = (0..<leafCount).map { "\($0)" }
            var s = 1
            while s < leafCount {
                for i in 0..<leafCount where i % (2 * s) == 0 && i + s < leafCount {
                    a[i] = "(\(a[i])+\(a[i + s]))"
                }
                s *= 2
            }
            let tree = SummationTree(leafCount: leafCount)
            for worldSize in 1...leafCount {
                let assignment = try WorkerAssignment(
                    virtualWorkers: leafCount, worldSize: worldSize)
                var roots: [String] = []
                for rank in 0..<worldSize {
                    let own = assignment.workers(of: rank)
                    var stack: [String] = []
                    for leaf in own {
                        stack.append("\(leaf)")
                        for _ in 0..<tree.additionCount(after: leaf, in: own) {
                            let top = stack.removeLast()
                            stack.append("(\(stack.removeLast())+\(top))")
                        }
                    }
                    roots += stack
                }
                let subtrees = (0..<worldSize).flatMap { assignment.maximalSubtrees(of: $0) }
                for addition in tree.additions(joining: subtrees) {
                    roots[addition.destination] =
                        "(\(roots[addition.destination])+\(roots[addition.source]))"
                }
                #expect(roots[0] == a[0])
            }
        }
    }

    /// From 50 workers on, a range that begins inside a large subtree may need a vector more.
    @Test func ranksHoldAtMostLogarithmicallyManyVectors() throws {
        for virtualWorkers in 1...49 {
            var bound = 1
            while 1 << (bound - 1) < virtualWorkers { bound += 1 }
            let tree = SummationTree(leafCount: virtualWorkers)
            for worldSize in 1...virtualWorkers {
                let assignment = try WorkerAssignment(
                    virtualWorkers: virtualWorkers, worldSize: worldSize)
                for rank in 0..<worldSize {
                    #expect(tree.stackDepth(for: assignment.workers(of: rank)) <= bound)
                }
            }
        }
    }
}
