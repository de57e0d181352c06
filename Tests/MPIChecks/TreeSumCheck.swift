import Collectives
import MPITraffic
import MessagePassing
import TestSupport

/// How the ranks of a check come to their total.
enum SumPath: String {
    /// In a shared window, as the group chooses by itself on one node.
    case window
    /// By messages: no rank agrees to a window.
    case messages
    /// By messages: the last rank alone does not agree.
    case refused
}

/// Sums twice and compares the bits with the serial tree, and the bytes sent with the bound
/// (p + 1) · 4 · N · (R − 1) / R, or 0 in a window. Rank 0 prints one line: OK or what differs, and the
/// bytes of one sum.
///
/// A slice is whole cache lines, so the bound is rounded up by 16 floats per receiver and bucket.
func checkTreeSum(
    _ world: Communicator, virtualWorkers: Int, elementCount: Int, path: SumPath
) throws -> Int32 {
    func makeSum() throws -> TreeSum {
        try TreeSum(group: world, virtualWorkers: virtualWorkers, elementCount: elementCount)
    }
    let refuses = path == .messages || path == .refused && world.rank == world.worldSize - 1
    let sum = refuses ? try withoutWindow(makeSum) : try makeSum()
    let expected = SerialSum.tree(virtualWorkers: virtualWorkers, elementCount: elementCount)
    let sentBefore = Int(mpi_traffic_sent())
    var isWrong = false
    for _ in 0..<2 {
        let total = try sum.overWorkers { worker, vector in
            for element in vector.indices {
                vector[element] += SerialSum.value(worker: worker, element: element)
            }
        }
        for element in 0..<elementCount
        where total[element].bitPattern != expected[element].bitPattern {
            isWrong = true
        }
    }
    let sentBytes = (Int(mpi_traffic_sent()) - sentBefore) / 2

    let assignment = try WorkerAssignment(
        virtualWorkers: virtualWorkers, worldSize: world.worldSize)
    let subtreeCount = assignment.maximalSubtrees(of: world.rank).count
    let others = world.worldSize - 1
    let bound =
        path == .window
        ? 0
        : (subtreeCount + 1) * 4 * elementCount * others / world.worldSize
            + 64 * others * (subtreeCount + 1) * (elementCount / (12_288 * world.worldSize) + 1)
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
