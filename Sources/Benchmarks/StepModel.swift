/// A model of how long a training step takes on several hosts, from the computing of a rank and the
/// speed of the links.
///
/// A host sends (s + 1) · (H - 1) / H · b · N bytes and receives as many: N elements of b bytes, on
/// H hosts that each fold the vectors of their ranks to s subtrees (`NetworkExchange`). The bytes
/// travel while the ranks compute, as soon as the first bucket is final. What has not crossed the
/// wire when computing ends is exposed; that is at least the last bucket:
///
///     step = C + max(W - h · C, W / B) + 2 · L + M · m
///
/// - C: the computing time of the slowest rank
/// - h: the fraction of C that overlaps communication
/// - W: the wire time
/// - B: the number of buckets
/// - L: the latency of a message, there and back
/// - M: the number of messages that a rank sends and receives
/// - m: the overhead of a message
///
/// On one host only C counts: ranks add in shared memory.
package struct StepModel: Equatable, Sendable {
    /// Forward, backward and update of the slowest rank.
    package var computingSeconds: Double
    /// The fraction of computing, 0 to 1, that is left when the first bucket is final, and so can
    /// overlap communication.
    package var overlapFraction: Double
    /// The elements of the vector that is summed.
    package var elementCount: Int
    /// 4 for float gradients, 2 for bfloat16.
    package var bytesPerElement = 4
    package var hostCount: Int
    package var ranksPerHost: Int
    /// The subtrees of the sum that a host adds by itself. 1 if hosts have equal numbers of ranks
    /// and their number is a power of two.
    package var subtreesPerHost = 1
    /// The rate of the slowest link, each way.
    package var bytesPerSecond: Double
    /// The time of a short message one way.
    package var latencySeconds: Double

    /// The overhead of a message of any size on a rank, over TCP. Assumed, not measured.
    private static let messageSeconds = 5e-6
    /// The elements of a message, as `Buckets` cuts them.
    private static let messageSize = 12_288

    package init(
        computingSeconds: Double, overlapFraction: Double, elementCount: Int, hostCount: Int,
        ranksPerHost: Int, bytesPerSecond: Double, latencySeconds: Double
    ) {
        self.computingSeconds = computingSeconds
        self.overlapFraction = overlapFraction
        self.elementCount = elementCount
        self.hostCount = hostCount
        self.ranksPerHost = ranksPerHost
        self.bytesPerSecond = bytesPerSecond
        self.latencySeconds = latencySeconds
    }

    /// The fraction of computing that overlaps communication in the program: half of the backward
    /// pass of a rank's last worker, where the backward pass takes two thirds of the computing.
    /// Only half, because ranks drive MPI between layers: a link is idle when its messages arrive
    /// before a layer ends. Fitted to simulated hosts (docs/scaling.md).
    package static func overlapFraction(workersPerRank: Int) -> Double {
        1.0 / 3 / Double(max(1, workersPerRank))
    }

    /// The bytes that a host sends in a step; it receives as many.
    package var wireByteCount: Double {
        Double((subtreesPerHost + 1) * (hostCount - 1)) / Double(hostCount)
            * Double(bytesPerElement * elementCount)
    }

    /// How long the links are busy in a step.
    package var wireSeconds: Double { wireByteCount / bytesPerSecond }

    /// The time of a step by the formula above.
    package var stepSeconds: Double {
        guard hostCount > 1 else { return computingSeconds }
        let exposed = max(
            wireSeconds - overlapFraction * computingSeconds, wireSeconds / Double(bucketCount))
        return computingSeconds + exposed + 2 * latencySeconds
            + Double(messageCount) * Self.messageSeconds
    }

    /// A bucket has a message from each rank to each host. Buckets also end with layers, which
    /// makes them half as large as they could be.
    private var bucketCount: Int {
        1 + 2 * elementCount / (Self.messageSize * hostCount * ranksPerHost)
    }

    /// The messages that a rank sends and receives in a step.
    private var messageCount: Int {
        2 * (subtreesPerHost + 1) * (hostCount - 1) * bucketCount
    }
}
