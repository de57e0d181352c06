import Collectives
import MessagePassing

/// Times sums of `elementCount` floats, in a window and by messages in turn so that other load meets
/// both alike. Rank 0 prints the milliseconds from when all ranks have filled their vectors to when it
/// has the total: smallest, median and ninth decile of `count` sums.
func timeTreeSum(_ world: Communicator, elementCount: Int, count: Int) throws -> Int32 {
    let virtualWorkers = world.worldSize
    func makeSum() throws -> TreeSum {
        try TreeSum(group: world, virtualWorkers: virtualWorkers, elementCount: elementCount)
    }
    let inWindow = try makeSum()
    let byMessages = try withoutWindow(makeSum)
    var seconds: [[Double]] = [[], []]
    for _ in 0..<count {
        for (path, sum) in [inWindow, byMessages].enumerated() {
            _ = try sum.overWorkers { worker, vector in
                for index in vector.indices { vector[index] += Float(worker + index) }
                if worker == sum.workers.upperBound - 1 { try world.barrier() }
            }
            seconds[path].append(sum.exchangeSeconds)
        }
    }
    guard world.isRoot else { return 0 }
    for (path, times) in zip(["window", "messages"], seconds) {
        let milliseconds = times.sorted().map { $0 * 1e3 }
        print(
            "ranks=\(world.worldSize) \(path): smallest \(milliseconds[0])",
            "median \(milliseconds[count / 2]) ninth decile \(milliseconds[count * 9 / 10]) ms")
    }
    return 0
}
