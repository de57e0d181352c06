import Collectives
import Glibc

/// How far a rank's clock is ahead of rank 0's.
///
/// Clocks that differ do not disturb a training, but lines of different logs cannot be put in
/// order, and files on a shared disk seem to be written in the future.
package struct ClockOffset: Equatable, Sendable {
    package let rank: Int
    /// Below 0 if the rank's clock is behind.
    package let seconds: Double
    /// The most that `seconds` can be wrong: half of the round-trip time.
    package let errorSeconds: Double

    package init(rank: Int, seconds: Double, errorSeconds: Double) {
        self.rank = rank
        self.seconds = seconds
        self.errorSeconds = errorSeconds
    }

    /// Measures the clock of every rank against rank 0's by messages there and back, as NTP does
    /// (RFC 5905, section 8). Of eight round trips, the fastest counts: it has the smallest error.
    ///
    /// - Returns: the offsets on rank 0; an empty array elsewhere.
    static func measure(in world: any Collective) throws -> [ClockOffset] {
        let others = 1..<max(1, world.worldSize)
        let messenger = try PairMessenger(
            world,
            floatCounts: Dictionary(
                uniqueKeysWithValues: (world.isRoot ? Array(others) : [0]).map { ($0, 1) }))
        let own = try others.map { rank in
            try (0..<8).map { _ in try RoundTrip(to: rank, messenger, in: world) }
        }
        let all = try world.gather(own)
        return all.indices.dropFirst().compactMap { rank in
            zip(own[rank - 1], all[rank][rank - 1]).map { ours, theirs in
                ClockOffset(
                    rank: rank, sent: ours.sent, arrived: theirs.arrived,
                    answered: theirs.answered, received: ours.received)
            }
            .min { $0.errorSeconds < $1.errorSeconds }
        }
    }

    /// - Parameters:
    ///   - sent: rank 0's clock before it sends, in nanoseconds, like all four.
    ///   - arrived: the other rank's clock after it has received.
    ///   - answered: the other rank's clock before it answers.
    ///   - received: rank 0's clock after it has received the answer.
    package init(rank: Int, sent: UInt64, arrived: UInt64, answered: UInt64, received: UInt64) {
        func difference(_ a: UInt64, _ b: UInt64) -> Double {
            Double(Int64(bitPattern: a &- b)) * 1e-9
        }
        self.rank = rank
        seconds = (difference(arrived, sent) + difference(answered, received)) / 2
        errorSeconds = (difference(received, sent) - difference(answered, arrived)) / 2
    }
}

/// Four readings of this rank's clock, in nanoseconds, during a message from rank 0 to another rank
/// and back. Every rank takes them; of rank 0's, the first and the last are used, and of the other
/// rank's, the two between.
private struct RoundTrip: Codable {
    let sent: UInt64
    let arrived: UInt64
    let answered: UInt64
    let received: UInt64

    /// Sends the message, and makes all ranks take part: ranks in no pair only read their clocks.
    init(to rank: Int, _ messenger: PairMessenger, in world: any Collective) throws {
        try world.barrier()
        sent = Self.now
        if world.isRoot { try messenger.send(to: rank) }
        if world.rank == rank { try messenger.receive(from: 0) }
        arrived = Self.now
        answered = Self.now
        if world.rank == rank { try messenger.send(to: 0) }
        if world.isRoot { try messenger.receive(from: rank) }
        received = Self.now
    }

    /// The wall clock, which time stamps in logs and of files use.
    private static var now: UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return UInt64(now.tv_sec) &* 1_000_000_000 &+ UInt64(now.tv_nsec)
    }
}
