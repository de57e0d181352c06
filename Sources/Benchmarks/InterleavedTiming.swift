import Evaluation

/// Times several pieces of work in turn, round after round, so that a change of the machine's speed
/// meets all of them alike.
struct InterleavedTiming {
    private var items: [Item] = []

    private struct Item {
        let body: () -> Void
        let isWarmed: Bool
        var repetitions = 1
        var seconds: [Double] = []
    }

    /// How long one piece of work runs in a round: long against the clock's resolution, short
    /// against the changes of speed.
    private static let sliceSeconds = 1e-3

    private static let fewestRounds = 3

    /// - Parameters:
    ///   - isWarmed: whether the work runs once unmeasured at the start of each round, since what
    ///     ran before has taken its place in the caches.
    ///   - body: one piece of work.
    /// - Returns: its place in the results.
    mutating func add(isWarmed: Bool = true, _ body: @escaping () -> Void) -> Int {
        items.append(Item(body: body, isWarmed: isWarmed))
        return items.count - 1
    }

    /// Runs all work for `seconds`, at least three rounds.
    ///
    /// - Returns: for each piece of work the seconds of one call, a median over the rounds; and the
    ///   number of rounds.
    mutating func run(seconds: Double) -> (seconds: [Double], rounds: Int) {
        for place in items.indices {
            items[place].body()
            let once = (0..<3).map { _ in Self.time(items[place].body, repetitions: 1) }
            let call = max(once.min() ?? 0, 1e-9)
            items[place].repetitions = max(1, Int(Self.sliceSeconds / call))
        }
        let start = ContinuousClock.now
        var rounds = 0
        while rounds < Self.fewestRounds || (ContinuousClock.now - start) / .seconds(1) < seconds {
            for place in items.indices {
                let item = items[place]
                if item.isWarmed { item.body() }
                let slice = Self.time(item.body, repetitions: item.repetitions)
                items[place].seconds.append(slice / Double(item.repetitions))
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
