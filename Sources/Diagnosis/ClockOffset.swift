import Collectives
import Glibc

/// How far a rank's clock is ahead of rank 0's.
package struct ClockOffset: Equatable, Sendable {
    package let rank: Int
    package let seconds: Double
    /// At most this much off: half of what the messages took.
    package let errorSeconds: Double

    package init(rank: Int, seconds: Double, errorSeconds: Double) {
        self.rank = rank
        self.seconds = seconds
        self.errorSeconds = errorSeconds
    }

    /// Measures all ranks against rank 0 by messages there and back, as NTP does (RFC 5905, section
    /// 8), and keeps the quickest of several.
    /// - Returns: the offsets on rank 0; an empty array elsewhere.
    static func measure(in world: any Collective) throws -> [ClockOffset] {
        try PairMessenger.with(world, capacity: 4) { messenger in
            var offsets: [ClockOffset] = []
            for rank in 1..<max(1, world.worldSize) {
                var best: ClockOffset?
                for _ in 0..<8 {
                    try world.barrier()
                    let sent = nanoseconds()
                    _ = try messenger.send([0], from: 0, to: rank)
                    let there = nanoseconds()
                    let times = try messenger.send([there, nanoseconds()], from: rank, to: 0)
                    let back = nanoseconds()
                    let offset = ClockOffset(
                        rank: rank, sent: sent, arrived: times[0], answered: times[1],
                        received: back)
                    if offset.errorSeconds < best?.errorSeconds ?? .infinity { best = offset }
                }
                if let best { offsets.append(best) }
            }
            return world.isRoot ? offsets : []
        }
    }

    /// From four readings in nanoseconds: rank 0's before it sends, the other's when that has come
    /// and before it answers, rank 0's when the answer has come.
    package init(rank: Int, sent: UInt64, arrived: UInt64, answered: UInt64, received: UInt64) {
        func difference(_ a: UInt64, _ b: UInt64) -> Double {
            Double(Int64(bitPattern: a &- b)) * 1e-9
        }
        self.rank = rank
        seconds = (difference(arrived, sent) + difference(answered, received)) / 2
        errorSeconds = (difference(received, sent) - difference(answered, arrived)) / 2
    }

    private static func nanoseconds() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return UInt64(now.tv_sec) &* 1_000_000_000 &+ UInt64(now.tv_nsec)
    }
}
