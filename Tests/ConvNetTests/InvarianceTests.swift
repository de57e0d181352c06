import ConvNet
import Testing

/// What the bits of scores and gradients must not depend on.
@Suite struct InvarianceTests {
    @Test(arguments: Arithmetic.available, Preset.allCases)
    func aSamplesScoresHaveTheSameBitsAtAnyPlace(arithmetic: Arithmetic, preset: Preset) {
        let model = NetworkModel(
            NetworkCase(preset: preset, height: 32, width: 32, sampleCount: 33),
            precision: arithmetic.precision, kernels: arithmetic.kernels)
        let own = Workspace(for: model.network, sampleCapacity: 1, trains: false)
        let expected = (0..<33).map { model.scores(ofSamples: [$0], in: own)[0] }
        #expect(Set(expected).count == 33)
        // Batches of all sizes, each sample at many places, in a workspace with what is left there.
        let workspace = Workspace(for: model.network, sampleCapacity: 33, trains: true)
        soil(workspace, of: model.network)
        for count in 1...33 {
            let samples = (0..<count).map { ($0 * 7 + count) % 33 }
            let isEqual =
                model.scores(ofSamples: samples, in: workspace) == samples.map { expected[$0] }
            #expect(isEqual, "in a batch of \(count)")
        }
    }

    @Test(arguments: Preset.allCases)
    func allSetsWithFusedMultiplyAddGiveTheSameBits(preset: Preset) throws {
        guard let avx2 = KernelSet.named("avx2"), let avx512 = KernelSet.named("avx512") else {
            print("skipped: this processor has fewer than two such sets")
            return
        }
        let networkCase = NetworkCase(preset: preset, height: 32, width: 29, sampleCount: 9)
        let results = [avx2, avx512].map { Result(NetworkModel(networkCase, kernels: $0)) }
        let isEqual = results[0] == results[1]
        #expect(isEqual)
    }

    @Test(arguments: Preset.allCases)
    func scoresDoNotDependOnTrainingInTheSameWorkspace(preset: Preset) {
        let model = NetworkModel(NetworkCase(preset: preset, height: 19, width: 33, sampleCount: 5))
        let fresh = model.scores(ofSample: 3)
        model.accumulateGradients()
        #expect(model.scores(ofSample: 3) == fresh)
    }

    #if !DEBUG
    static let sizes = [(height: 32, width: 32, sampleCount: 5), (17, 23, 16), (16, 16, 1)]
    #else
    static let sizes = [(height: 17, width: 18, sampleCount: 2)]
    #endif

    @Test(arguments: [Precision.f32, .bf16], sizes)
    func gradientsHaveTheSameBitsInAnyWorkspace(
        precision: Precision, size: (height: Int, width: Int, sampleCount: Int)
    ) {
        for preset in Preset.allCases {
            expectEqualGradients(preset, precision, size)
        }
    }

    private func expectEqualGradients(
        _ preset: Preset, _ precision: Precision,
        _ size: (height: Int, width: Int, sampleCount: Int)
    ) {
        let networkCase = NetworkCase(
            preset: preset, height: size.height, width: size.width, sampleCount: size.sampleCount)
        let model = NetworkModel(networkCase, precision: precision)
        let first = Result(model)
        #expect(first.gradients.contains { $0 != 0 })
        let isEqual = Result(model) == first
        #expect(isEqual, "the second time")
        for sampleCapacity in [16, 32] {
            let other = NetworkModel(
                networkCase, sampleCapacity: sampleCapacity, precision: precision)
            let isEqual = Result(other) == first
            #expect(isEqual, "in a workspace for \(sampleCapacity)")
            soil(other.workspace, of: other.network)
            let isStillEqual = Result(other) == first
            #expect(isStillEqual, "in a used workspace for \(sampleCapacity)")
        }
    }

    @Test func dropoutMasksBelongToEpochAndKey() {
        let networkCase = NetworkCase(preset: .accurate, height: 16, width: 16, sampleCount: 2)
        let model = NetworkModel(networkCase)
        let losses = [3, 4, 3].map { model.accumulateGradients(epoch: $0).loss }
        #expect(losses[0] == losses[2])
        #expect(losses[0] != losses[1])
    }

    /// Leaves NaN wherever a pass writes, by a pass over images that are not numbers.
    private func soil(_ workspace: Workspace, of network: Network) {
        let count = workspace.sampleCapacity
        let parameters = FloatBuffer(count: network.parameters.elementCount)
        let gradients = FloatBuffer(count: network.parameters.elementCount)
        let statistics = FloatBuffer(count: network.statistics.elementCount)
        let sums = FloatBuffer(count: network.statistics.sumsCount)
        for i in 0..<count * network.inputShape.elementCount { workspace.input[i] = .nan }
        network.pack(parameters.pointer, into: workspace)
        let labels = Array(repeating: Int32(0), count: count)
        let keys = Array(repeating: UInt64(0), count: count)
        labels.withUnsafeBufferPointer { labels in
            keys.withUnsafeBufferPointer { keys in
                guard let labels = labels.baseAddress, let keys = keys.baseAddress else { return }
                var pass = TrainingPass(
                    MicroBatchTargets(
                        sampleCount: count, labels: labels, keys: keys, seed: 0, epoch: 0),
                    through: network, in: workspace, parameters: parameters.pointer,
                    statistics: statistics.pointer,
                    loss: SoftmaxCrossEntropy(
                        classCount: network.classCount, labelSmoothing: 0),
                    gradients: gradients.pointer, statisticSums: sums.pointer)
                for layer in network.parameterRanges.indices.reversed() {
                    pass.backward(layer: layer)
                }
            }
        }
    }

    /// All that a micro-batch gives; equal when the bits are, for numbers.
    private struct Result: Equatable {
        let loss: Double
        let correct: Int
        let gradients: [Float]
        let statisticSums: [Float]

        init(_ model: NetworkModel) {
            let score = model.accumulateGradients()
            loss = score.loss
            correct = score.correct
            gradients = Array(model.gradients.floats)
            statisticSums = Array(model.statisticSums.floats)
        }
    }
}
