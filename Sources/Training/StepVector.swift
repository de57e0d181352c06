package import ConvNet

/// Where everything lies that one step sums over its virtual workers, in one vector.
package struct StepVector: Sendable, Equatable {
    package let gradientCount: Int
    package let statisticSumsCount: Int

    package init(for network: Network) {
        gradientCount = network.parameters.elementCount
        statisticSumsCount = network.statistics.sumsCount
    }

    /// The gradients come first, so that they are aligned.
    package var statisticSums: Int { gradientCount }
    package var loss: Int { gradientCount + statisticSumsCount }
    package var correct: Int { loss + 1 }
    package var sampleCount: Int { loss + 2 }
    /// More than 0 when a rank was asked to stop.
    package var stop: Int { loss + 3 }
    /// More than 0 when a rank was asked for a checkpoint.
    package var checkpoint: Int { loss + 4 }
    /// More than 0 when a rank's last update has left something that is not finite.
    package var nonFinite: Int { loss + 5 }
    package var elementCount: Int { loss + 6 }
}
