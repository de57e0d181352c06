import Benchmarks
import Testing

@Suite struct StepModelTests {
    /// Four hosts of two ranks; 100 ms of computing, a vector of 4 MB over links of 100 MB/s.
    private func model(_ change: (inout StepModel) -> Void = { _ in }) -> StepModel {
        var model = StepModel(
            computingSeconds: 0.1, overlapFraction: 0, elementCount: 1_000_000, hostCount: 4,
            ranksPerHost: 2, bytesPerSecond: 1e8, latencySeconds: 0)
        change(&model)
        return model
    }

    /// What messages take is small beside it.
    private func isNear(_ value: Double, _ expected: Double) -> Bool {
        abs(value / expected - 1) < 0.05
    }

    @Test func aHostSendsTwiceTheVectorButForItsOwnSlices() {
        #expect(model().wireByteCount == 6e6)
        #expect(model { $0.hostCount = 2 }.wireByteCount == 4e6)
        #expect(model { $0.hostCount = 1 }.wireByteCount == 0)
        #expect(model { $0.bytesPerElement = 2 }.wireByteCount == 3e6)
        #expect(model { $0.subtreesPerHost = 2 }.wireByteCount == 9e6)
    }

    @Test func nothingIsAddedOnOneHost() {
        #expect(model { $0.hostCount = 1 }.stepSeconds == 0.1)
    }

    @Test func whatIsNotHiddenIsWaitedFor() {
        #expect(isNear(model().stepSeconds, 0.16))
        #expect(isNear(model { $0.overlapFraction = 0.3 }.stepSeconds, 0.13))
    }

    /// 21 buckets: the last is final when all is computed.
    @Test func theLastBucketIsNeverHidden() {
        let hidden = model { $0.overlapFraction = 1 }
        #expect(isNear(hidden.stepSeconds, 0.1 + 0.06 / 21))
        // One bucket: its numbers are final at the end.
        let many = model {
            $0.overlapFraction = 1
            $0.ranksPerHost = 64
        }
        #expect(isNear(many.stepSeconds, 0.16))
    }

    @Test func latencyCountsThereAndBack() {
        let difference = model { $0.latencySeconds = 0.01 }.stepSeconds - model().stepSeconds
        #expect(abs(difference - 0.02) < 1e-9)
    }
}
