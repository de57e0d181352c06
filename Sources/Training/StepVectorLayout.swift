package import ConvNet

/// Offsets, in floats, into the vector that a step sums over all virtual workers.
///
/// From the start: batch-norm sums, loss, counts and flags, padding, gradients in layer order.
/// `TreeSum` sends the vector from its end towards its beginning, as parts become final. The backward pass finishes the last
/// layer first, so the gradients are at the end; the rest, which the forward pass fills, travels
/// last.
package struct StepVectorLayout: Sendable, Equatable {
    package let gradientCount: Int
    package let statisticSumsCount: Int
    /// The elements that hold each layer's gradients; empty for a layer without parameters.
    package let gradientRanges: [Range<Int>]
    /// A multiple of 16 floats (a cache line of 64 bytes), as parameters have it; the gap is
    /// padding.
    package let gradientsOffset: Int

    /// The elements from `lossIndex` to `interleavedWorkersIndex`.
    private static let scalarCount = 8
    private static let floatsPerCacheLine = 16

    package init(for network: Network) {
        gradientCount = network.parameters.elementCount
        statisticSumsCount = network.statistics.sumsCount
        let headerCount = statisticSumsCount + Self.scalarCount
        let lineCount = (headerCount + Self.floatsPerCacheLine - 1) / Self.floatsPerCacheLine
        let offset = lineCount * Self.floatsPerCacheLine
        gradientsOffset = offset
        gradientRanges = network.parameterRanges.map {
            offset + $0.lowerBound..<offset + $0.upperBound
        }
    }

    package var statisticSumsOffset: Int { 0 }
    /// The sum of the images' losses.
    package var lossIndex: Int { statisticSumsCount }
    /// The number of images that were recognised.
    package var correctIndex: Int { lossIndex + 1 }
    /// The number of images, by which the gradient sums are divided once.
    package var sampleCountIndex: Int { lossIndex + 2 }
    /// Above 0 when a rank was asked to stop.
    package var stopIndex: Int { lossIndex + 3 }
    /// Above 0 when a rank was asked for a checkpoint.
    package var checkpointIndex: Int { lossIndex + 4 }
    /// Above 0 when a rank's last update left a NaN or an infinity.
    package var nonFiniteIndex: Int { lossIndex + 5 }
    /// The number of ranks that vote for interleaved backward passes.
    package var interleavingVotesIndex: Int { lossIndex + 6 }
    /// The sum of the numbers of workers that they would interleave.
    package var interleavedWorkersIndex: Int { lossIndex + 7 }
    package var elementCount: Int { gradientsOffset + gradientCount }
}
