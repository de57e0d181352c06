import RandomStreams

/// A fault that happens to a training.
package struct ChaosEvent: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// A crash, or the kernel's out-of-memory killer.
        case killRank = "SIGKILL to a rank"
        /// A failed launcher, whose ranks must not live on.
        case killMpirun = "SIGKILL to mpirun"
        /// A stop signal to a single rank, which all ranks must follow.
        case endRank = "SIGTERM to a rank"
        /// What a batch system may send before it kills a job.
        case endMpirun = "SIGTERM to mpirun"
        /// A user's or a system's request to stop, after which `launch` is started again.
        case endLaunch = "SIGTERM to launch"
        /// A hanging rank, which the watchdog must notice.
        case stopRank = "SIGSTOP to a rank"
        /// A slow rank, which must not be taken for a hanging one.
        case slowRank = "bursts of SIGSTOP and SIGCONT to a rank"
        /// A power cut on a file system that reorders writes.
        case truncateCheckpoint = "newest checkpoint truncated"
        /// A bad disk.
        case flipCheckpoint = "bytes of the newest checkpoint flipped"
        case fillDisk = "disk full"
    }

    package let kind: Kind
    /// The rank that it happens to, if it happens to a single rank.
    package let rank: Int
    /// How many steps after its earliest checkpoint it is due.
    package let stepsLater: Int
    /// How long after that checkpoint it happens: varies the point within a step.
    package let delayMilliseconds: Int
    /// Random bits for all other choices: which bytes to flip, what length to cut to.
    package let choice: UInt64

    /// The events of a seed. They come in rounds, and each round contains every kind once,
    /// shuffled.
    package static func plan(
        seed: UInt64, count: Int, ranks: Int, kinds: [Kind]
    ) -> [ChaosEvent] {
        (0..<count).map { index in
            let (round, turn) = index.quotientAndRemainder(dividingBy: kinds.count)
            // Key 0 shuffles the round.
            let numbers = CounterRandom(
                seed: seed, purpose: .chaos, epoch: round, key: UInt64(turn) + 1)
            return ChaosEvent(
                kind: shuffled(kinds, seed: seed, round: round)[turn],
                rank: Int(numbers.bits(at: 0)) % ranks,
                stepsLater: Int(numbers.bits(at: 1) % 12),
                delayMilliseconds: Int(numbers.bits(at: 2) % 30),
                choice: numbers.bits64(at: 2))
        }
    }

    private static func shuffled(_ kinds: [Kind], seed: UInt64, round: Int) -> [Kind] {
        let numbers = CounterRandom(seed: seed, purpose: .chaos, epoch: round)
        var kinds = kinds
        for last in stride(from: kinds.count - 1, to: 0, by: -1) {
            kinds.swapAt(last, Int(numbers.bits(at: last)) % (last + 1))
        }
        return kinds
    }
}

extension ChaosEvent: CustomStringConvertible {
    package var description: String {
        switch kind {
        case .killRank, .endRank, .stopRank, .slowRank:
            kind.rawValue.replacing("a rank", with: "rank \(rank)")
        default: kind.rawValue
        }
    }
}
