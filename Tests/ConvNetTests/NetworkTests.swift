import ConvNet
import Testing

/// The float network against the reference in Double, which central differences prove.
@Suite struct NetworkTests {
    /// Seeds are such that no value lies near a kink: see `gradientsEqualTheReference`.
    #if !DEBUG
    static let cases: [NetworkCase] =
        GoldenTests.cases + [
            NetworkCase(preset: .keras, height: 32, width: 32, sampleCount: 1),
            NetworkCase(preset: .keras, height: 32, width: 32, sampleCount: 2, seed: 2),
            NetworkCase(preset: .keras, height: 17, width: 23, channels: 3, sampleCount: 5),
            NetworkCase(preset: .keras, height: 10, width: 33, sampleCount: 2),
            NetworkCase(
                preset: .keras, height: 32, width: 32, classCount: 28, sampleCount: 16, seed: 31),
            NetworkCase(preset: .compact, height: 32, width: 32, sampleCount: 1),
            NetworkCase(preset: .compact, height: 19, width: 33, channels: 3, sampleCount: 2),
            NetworkCase(preset: .compact, height: 17, width: 23, channels: 3, sampleCount: 5),
            NetworkCase(
                preset: .compact, height: 32, width: 32, classCount: 28, sampleCount: 16, seed: 5),
            NetworkCase(preset: .accurate, height: 32, width: 32, sampleCount: 1),
            NetworkCase(preset: .accurate, height: 19, width: 33, channels: 3, sampleCount: 2),
            NetworkCase(
                preset: .accurate, height: 32, width: 32, classCount: 28, sampleCount: 5, seed: 7),
            NetworkCase(preset: .accurate, height: 16, width: 17, sampleCount: 16, seed: 2),
        ]
    #else
    // The reference is some hundred times slower without optimisation.
    static let cases: [NetworkCase] = [
        NetworkCase(preset: .keras, height: 10, width: 13, channels: 3, sampleCount: 2),
        NetworkCase(preset: .compact, height: 17, width: 16, channels: 3, sampleCount: 2),
    ]
    #endif

    @Test(arguments: cases)
    func layoutIsThatOfTheReference(networkCase: NetworkCase) {
        let network = Network(
            networkCase.preset, inputShape: networkCase.inputShape,
            classCount: networkCase.classCount, precision: .f32, kernels: .best(for: .f32))
        let reference = ReferenceNetwork(
            networkCase.preset, inputShape: networkCase.inputShape,
            classCount: networkCase.classCount)
        #expect(network.parameters.tensors.map(\.name) == reference.tensors.map(\.name))
        #expect(network.parameters.tensors.map(\.shape) == reference.tensors.map(\.shape))
        var offset = 0
        for tensor in network.parameters.tensors {
            #expect(tensor.offset == offset, "\(tensor.name) leaves no gap")
            offset += tensor.elementCount
            #expect(tensor.decays == (tensor.shape.count > 1), "\(tensor.name)")
        }
        #expect(offset == network.parameters.elementCount)
    }

    @Test func presetsHaveTheParametersAndMultiplyAddsOfTheDesign() {
        let shape = Shape(height: 32, width: 32, channels: 1)
        let networks = Preset.allCases.map {
            Network(
                $0, inputShape: shape, classCount: 28, precision: .f32, kernels: .best(for: .f32))
        }
        // keras: 9·32 + 32 + 9·32·64 + 64 + 2304·128 + 128 + 128·28 + 28.
        // compact: 9·(1·16 + 16·32 + 32² + 32·64 + 64² + 64·96) + 2·304 + 384·28 + 28.
        // accurate: 9·(32 + 32² + 32·64 + 64² + 64·128 + 128² + 128·256 + 256²) + 4·480
        //     + 1024·28 + 28.
        #expect(networks.map(\.parameters.elementCount) == [317_468, 135_948, 1_201_340])
        // keras: 30²·9·32 + 12²·9·32·64 + 2304·128 + 128·28; the others likewise, where a stage has
        // a quarter of the pixels of the one before.
        #expect(networks.map(\.multiplyAddsPerImage) == [3_211_904, 8_120_832, 52_228_096])
    }

    @Test(arguments: KernelSet.available(for: .f32), cases)
    func gradientsEqualTheReference(kernels: KernelSet, networkCase: NetworkCase) {
        let model = NetworkModel(networkCase, kernels: kernels)
        let reference = networkCase.reference(of: model)
        let batch = networkCase.referenceBatch()
        let score = model.accumulateGradients()
        let loss = reference.accumulateGradients(batch)
        #expect(abs(score.loss - loss) <= 1e-5 * loss)
        // At a kink a rounding error would choose another side, and both would be right.
        #expect(reference.margin > 1.5e-6, "too near a kink: choose another seed")

        var worst = (error: 0.0, name: "")
        for (tensor, expected) in zip(model.network.parameters.tensors, reference.tensors) {
            let error = relativeError(model.gradient(of: tensor), expected.gradient)
            #expect(error <= 1e-4, "gradient of \(tensor.name)")
            if error > worst.error { worst = (error, tensor.name) }
        }
        print(
            "\(kernels.name) \(networkCase.testDescription): gradients \(worst), margin \(reference.margin),"
                + " loss \(abs(score.loss - loss) / loss)")
    }

    @Test(arguments: cases.filter { $0.preset != .keras })
    func statisticSumsEqualTheReference(networkCase: NetworkCase) {
        let model = NetworkModel(networkCase)
        let reference = networkCase.reference(of: model)
        model.accumulateGradients()
        _ = reference.scores(networkCase.referenceBatch())
        for (tensor, norm) in zip(model.network.statistics.tensors, reference.norms) {
            let channels = tensor.channelCount
            let sums = model.statisticSums.floats[
                tensor.sumsOffset..<tensor.sumsOffset + 1 + 2 * channels
            ].map(Double.init)
            #expect(sums[0] == norm.sums[0])
            for part in [1..<1 + channels, 1 + channels..<1 + 2 * channels] {
                let error = relativeError(Array(sums[part]), Array(norm.sums[part]))
                #expect(error <= 1e-5, "\(tensor.name)")
            }
        }
    }

    @Test(arguments: KernelSet.available(for: .f32), cases)
    func scoresEqualTheReference(kernels: KernelSet, networkCase: NetworkCase) {
        let model = NetworkModel(networkCase, sampleCapacity: 1, kernels: kernels)
        let reference = networkCase.reference(of: model)
        var batch = networkCase.referenceBatch()
        batch.isTraining = false
        let expected = reference.scores(batch)
        let scores = (0..<networkCase.sampleCount).flatMap { model.scores(ofSample: $0) }
        let error = relativeError(scores.map(Double.init), expected)
        #expect(error <= 1e-5)
        print("\(kernels.name) \(networkCase.testDescription): scores \(error)")
    }

    /// The sum over two micro-batches is the sum of their gradients: nothing is overwritten.
    @Test(arguments: Preset.allCases)
    func gradientsAndSumsAreAdded(preset: Preset) {
        let model = NetworkModel(
            NetworkCase(preset: preset, height: 16, width: 16, sampleCount: 2))
        model.accumulateGradients()
        let once = Array(model.gradients.floats)
        let sums = Array(model.statisticSums.floats)
        model.accumulateGradients(adding: true)
        let error = relativeError(
            model.gradients.floats.map(Double.init), once.map { 2 * Double($0) })
        #expect(error <= 1e-6)
        #expect(Array(model.statisticSums.floats) == sums.map { 2 * $0 })
    }
}
