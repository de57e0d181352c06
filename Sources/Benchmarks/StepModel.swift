/// How long a training step takes on several hosts, from what a rank computes and what a link carries.
///
/// A host sends (s + 1) · (H - 1) / H · b · N bytes and receives as many: N numbers of b bytes, on H
/// hosts that each fold the vectors of their ranks to s subtrees (`NetworkExchange`). They travel while
/// the ranks go on computing, from the time on when the first bucket of them is final; what has not
/// crossed the wire then, and the last bucket at least, is waited for:
///
///     step = C + max(W - h · C, W / B) + 2 · L + M · m
///
/// with C the computing of the slowest rank, h the share of it that can hide the wire, W the wire's time,
/// B the number of buckets, L a message's latency on the way there and back, M the messages that a
/// rank sends and receives, and m the time that one takes it. On one host all but C is 0: ranks add
/// where the vectors lie, in their memory.
package struct StepModel: Equatable, Sendable {
    /// Of the slowest rank: forward, backward and update.
    package var computingSeconds: Double
    /// The part of the computing, from 0 to 1, after the first numbers are final.
    package var hidingShare: Double
    /// The numbers of a vector that is summed.
    package var numberCount: Int
    package var bytesPerNumber = 4
    package var hostCount: Int
    package var ranksPerHost: Int
    /// The subtrees of the sum that a host adds alone: 1 where hosts have equal numbers of ranks and are
    /// as many as a power of two.
    package var subtreesPerHost = 1
    /// Each way, of the slowest link.
    package var bytesPerSecond: Double
    package var latencySeconds: Double

    /// What a message of any size takes a rank over TCP: assumed, not measured.
    private static let messageSeconds = 5e-6

    package init(
        computingSeconds: Double, hidingShare: Double, numberCount: Int, hostCount: Int,
        ranksPerHost: Int, bytesPerSecond: Double, latencySeconds: Double
    ) {
        self.computingSeconds = computingSeconds
        self.hidingShare = hidingShare
        self.numberCount = numberCount
        self.hostCount = hostCount
        self.ranksPerHost = ranksPerHost
        self.bytesPerSecond = bytesPerSecond
        self.latencySeconds = latencySeconds
    }

    /// The share of computing that hides the wire today: half of the backward pass of the last of a
    /// rank's workers, which takes two thirds of the computing. Half, because a link stands still when its
    /// messages are through before a layer ends: ranks look after them between layers. Fitted to
    /// simulated hosts (docs/scaling.md).
    package static func hidingShare(workersPerRank: Int) -> Double {
        1.0 / 3 / Double(max(1, workersPerRank))
    }

    /// That a host sends in a step, and receives.
    package var wireByteCount: Double {
        Double((subtreesPerHost + 1) * (hostCount - 1)) / Double(hostCount)
            * Double(bytesPerNumber * numberCount)
    }

    /// That the links are busy in a step.
    package var wireSeconds: Double { wireByteCount / bytesPerSecond }

    package var stepSeconds: Double {
        guard hostCount > 1 else { return computingSeconds }
        let exposed = max(
            wireSeconds - hidingShare * computingSeconds, wireSeconds / Double(bucketCount))
        return computingSeconds + exposed + 2 * latencySeconds
            + Double(messageCount) * Self.messageSeconds
    }

    /// A message carries up to 12,288 numbers, and a bucket a message from each rank to each host.
    /// Buckets end with layers: they are half as large as they may be.
    private var bucketCount: Int {
        1 + 2 * numberCount / (12_288 * hostCount * ranksPerHost)
    }

    /// Of a rank in a step, sent and received.
    private var messageCount: Int {
        2 * (subtreesPerHost + 1) * (hostCount - 1) * bucketCount
    }
}
