import Collectives
import Evaluation

/// How fast two ranks exchange messages while all others wait.
package struct PairSpeed: Codable, Equatable, Sendable {
    package let a: Int
    package let b: Int
    /// For one float there and one back at the same time.
    package let latencySeconds: Double
    /// For 1 MiB there and 1 MiB back at the same time.
    package let mebibyteSeconds: Double

    package init(a: Int, b: Int, latencySeconds: Double, mebibyteSeconds: Double) {
        self.a = a
        self.b = b
        self.latencySeconds = latencySeconds
        self.mebibyteSeconds = mebibyteSeconds
    }

    /// Each way.
    var bytesPerSecond: Double { Double(1 << 20) / max(mebibyteSeconds, 1e-9) }

    /// Measures the pairs one after the other.
    /// - Returns: the speeds on rank 0, in the order of the pairs; an empty array elsewhere.
    static func measure(in world: any Collective) throws -> [PairSpeed] {
        let floatCount = (1 << 20) / MemoryLayout<Float>.stride
        return try PairMessenger.with(world, capacity: floatCount) { messenger in
            var speeds: [PairSpeed] = []
            for (a, b) in pairs(of: world.worldSize) {
                let latency = try median(of: 20, messenger, a, b, floatCount: 1)
                let transfer = try median(of: 6, messenger, a, b, floatCount: floatCount)
                // The first of the pair speaks for both.
                guard world.rank == a else { continue }
                speeds.append(
                    PairSpeed(a: a, b: b, latencySeconds: latency, mebibyteSeconds: transfer))
            }
            return try world.gather(speeds).flatMap(\.self)
        }
    }

    /// All pairs of up to 16 ranks. Of more ranks, each with the next one and with rank 0: all
    /// would take minutes.
    package static func pairs(of worldSize: Int) -> [(Int, Int)] {
        (0..<worldSize).flatMap { a in
            ((a + 1)..<max(a + 1, worldSize)).compactMap { b in
                worldSize <= 16 || a == 0 || b == a + 1 ? (a, b) : nil
            }
        }
    }

    private static func median(
        of rounds: Int, _ messenger: PairMessenger, _ a: Int, _ b: Int, floatCount: Int
    ) throws -> Double {
        try messenger.world.barrier()
        // The first one finds the way.
        try messenger.exchange(a, b, floatCount: floatCount)
        var seconds: [Double] = []
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            try messenger.exchange(a, b, floatCount: floatCount)
            seconds.append((ContinuousClock.now - start) / .seconds(1))
        }
        return SampleStatistics.median(of: seconds)
    }
}
