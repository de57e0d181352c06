import Evaluation

/// Times several pieces of work in turn, round after round, so that a change of the machine's speed
/// affects all of them alike.
///
///     var timing = InterleavedTiming()
///     let forward = timing.add { layer.forward() }
///     let copy = timing.add { buffer.copy() }
///     let (seconds, _) = timing.run(seconds: 2)
///     let copiesPerForward = seconds[forward] / seconds[copy]
struct InterleavedTiming {
    private var items: [Item] = []

    private struct Item {
        let body: () -> Void
        let isWarmed: Bool
        /// How often the work is repeated in a round, to last about `sliceSeconds`.
        var repetitions = 1
        /// The time of one call, one value for each round.
        var seconds: [Double] = []
    }

    /// How long one piece of work runs in a round: much longer than the clock's resolution, much
    /// shorter than the changes of the machine's speed.
    private static let sliceSeconds = 1e-3

    private static let fewestRounds = 3

    /// - Parameters:
    ///   - isWarmed: whether the work first runs once untimed in each round, because the work
    ///     before it has replaced its data in the caches.
    ///   - body: one piece of work.
    /// - Returns: its index in the result of `run`.
    mutating func add(isWarmed: Bool = true, _ body: @escaping () -> Void) -> Int {
        items.append(Item(body: body, isWarmed: isWarmed))
        return items.count - 1
    }

    /// Runs all work for `seconds`, but at least three rounds.
    ///
    /// - Returns: the seconds of one call of each piece of work, a median over the rounds, and the
    ///   number of rounds.
    mutating func run(seconds: Double) -> (seconds: [Double], rounds: Int) {
        for index in items.indices {
            items[index].body()
            let trials = (0..<3).map { _ in Self.time(items[index].body, repetitions: 1) }
            let call = max(trials.min() ?? 0, 1e-9)
            items[index].repetitions = max(1, Int(Self.sliceSeconds / call))
        }
        let start = ContinuousClock.now
        var rounds = 0
        while rounds < Self.fewestRounds || (ContinuousClock.now - start) / .seconds(1) < seconds {
            for index in items.indices {
                let item = items[index]
                if item.isWarmed { item.body() }
                let slice = Self.time(item.body, repetitions: item.repetitions)
                items[index].seconds.append(slice / Double(item.repetitions))
            }
            rounds += 1
        }
        return (items.map { SampleStatistics.median(of: $0.seconds) }, rounds)
    }

    private static func time(_ body: () -> Void, repetitions: Int) -> Double {
        let start = ContinuousClock.now
        for _ in 0..<repetitions { body() }
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
