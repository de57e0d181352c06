package import ConvNet

/// Where everything lies that one step sums over its virtual workers, in one vector.
///
/// What becomes final last lies first: gradients become final from the last layer down to the first,
/// and all else belongs to the whole micro-batch.
package struct StepVector: Sendable, Equatable {
    package let gradientCount: Int
    package let statisticSumsCount: Int
    /// For each layer where its gradients lie.
    package let gradientRanges: [Range<Int>]

    package init(for network: Network) {
        gradientCount = network.parameters.elementCount
        statisticSumsCount = network.statistics.sumsCount
        let start = (statisticSumsCount + 8 + 15) / 16 * 16
        gradients = start
        gradientRanges = network.parameterRanges.map {
            start + $0.lowerBound..<start + $0.upperBound
        }
    }

    package var statisticSums: Int { 0 }
    package var loss: Int { statisticSumsCount }
    package var correct: Int { loss + 1 }
    package var sampleCount: Int { loss + 2 }
    /// More than 0 when a rank was asked to stop.
    package var stop: Int { loss + 3 }
    /// More than 0 when a rank was asked for a checkpoint.
    package var checkpoint: Int { loss + 4 }
    /// More than 0 when a rank's last update has left something that is not finite.
    package var nonFinite: Int { loss + 5 }
    /// The number of ranks that vote for interleaved backward passes.
    package var interleavingVotes: Int { loss + 6 }
    /// The sum of the numbers of workers whose backward passes they would interleave.
    package var interleavedWorkers: Int { loss + 7 }
    /// On a cache line of 16 floats, as parameters are; between is nothing.
    package let gradients: Int
    package var elementCount: Int { gradients + gradientCount }
}
