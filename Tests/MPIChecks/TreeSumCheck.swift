import Collectives
import MessagePassing
import TestSupport

/// Sums once and compares the bits with the serial tree, and the bytes sent with the bound
/// (p + 1) · 4 · N · (R − 1) / R. Rank 0 prints one line: OK or what differs, and the bytes.
///
/// A slice has a whole number of floats, so the bound is rounded up by one float per receiver.
func checkTreeSum(_ world: Communicator, virtualWorkers: Int, elementCount: Int) throws -> Int32 {
    let sum = try TreeSum(
        group: world, virtualWorkers: virtualWorkers, elementCount: elementCount)
    let sentBefore = world.sentBytes
    let total = try sum.overWorkers { worker, vector in
        for element in vector.indices {
            vector[element] += SerialSum.value(worker: worker, element: element)
        }
    }
    let sentBytes = world.sentBytes - sentBefore

    let assignment = try WorkerAssignment(
        virtualWorkers: virtualWorkers, worldSize: world.worldSize)
    let subtreeCount = assignment.maximalSubtrees(of: world.rank).count
    let others = world.worldSize - 1
    let bound =
        (subtreeCount + 1) * 4 * elementCount * others / world.worldSize + 4 * others

    let expected = SerialSum.tree(virtualWorkers: virtualWorkers, elementCount: elementCount)
    var isWrong = false
    for element in 0..<elementCount
    where total[element].bitPattern != expected[element].bitPattern {
        isWrong = true
    }
    var facts = [
        Int64(isWrong ? 1 : 0), Int64(sentBytes > bound ? 1 : 0), Int64(sentBytes), Int64(bound),
    ]
    try world.combine(&facts, by: .sum)
    if world.isRoot {
        let verdict = facts[0] + facts[1] == 0 ? "OK" : "WRONG"
        print(
            "\(verdict) ranks=\(world.worldSize) wrong=\(facts[0]) overBound=\(facts[1])",
            "sent=\(facts[2]) bound=\(facts[3])")
    }
    return facts[0] + facts[1] == 0 ? 0 : 1
}
