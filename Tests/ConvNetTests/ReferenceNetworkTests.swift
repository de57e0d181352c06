import ConvNet
import RandomStreams
import Testing

/// Central differences prove the reference, so that it may judge the float network.
@Suite struct ReferenceNetworkTests {
    // Without optimisation this takes minutes.
    #if !DEBUG
    @Test(arguments: [
        NetworkCase(preset: .keras, height: 12, width: 11, channels: 2, sampleCount: 2, seed: 1),
        NetworkCase(preset: .compact, height: 16, width: 17, channels: 2, sampleCount: 2, seed: 1),
        NetworkCase(preset: .accurate, height: 16, width: 16, sampleCount: 2, seed: 1),
    ])
    func gradientsOfPresetsEqualCentralDifferences(networkCase: NetworkCase) {
        let network = networkCase.reference(of: NetworkModel(networkCase))
        let worst = expectGradients(
            of: network, networkCase.referenceBatch(), elementsPerTensor: 5)
        print("central differences, \(networkCase.testDescription): \(worst)")
    }
    #endif

    /// All elements of all tensors of a small network with every kind of layer.
    @Test(arguments: [0.0, 0.1])
    func gradientsOfAllLayersEqualCentralDifferences(labelSmoothing: Double) {
        let network = ReferenceNetwork(inputShape: Shape(height: 9, width: 8, channels: 2))
        network.convolution(3, padding: 0, bias: true)
        network.relu()
        network.maxPool()
        network.convolution(2, padding: 1, bias: false)
        network.batchNorm()
        network.residual()
        network.relu()
        network.dropout(0.2)
        network.dense(6)
        network.relu()
        network.dense(3)
        let random = CounterRandom(seed: 5, purpose: .test)
        var element = 0
        for tensor in network.tensors {
            for i in tensor.values.indices {
                tensor.values[i] = Double(random.uniform(in: -1...1, at: element))
                element += 1
            }
        }
        let batch = ReferenceBatch(
            images: (0..<3 * 9 * 8 * 2).map { Double(random.uniform(at: 100_000 + $0)) },
            labels: [0, 2, 1], keys: [7, 8, 9], seed: 1, epoch: 2, labelSmoothing: labelSmoothing)
        expectGradients(of: network, batch, elementsPerTensor: .max)
    }

    /// - Returns: the largest relative error of a tensor.
    @discardableResult
    private func expectGradients(
        of network: ReferenceNetwork, _ batch: ReferenceBatch, elementsPerTensor: Int
    ) -> Double {
        _ = network.accumulateGradients(batch)
        let choices = network.choices
        var worst = 0.0
        for (index, tensor) in network.tensors.enumerated() {
            let random = CounterRandom(seed: 2, purpose: .test, key: UInt64(index))
            let elements =
                tensor.values.count <= elementsPerTensor
                ? Array(tensor.values.indices)
                : (0..<elementsPerTensor).map {
                    Int(random.bits(at: $0)) % tensor.values.count
                }
            var differences: [Double] = []
            for element in elements {
                let value = tensor.values[element]
                let step = 2e-6 * max(abs(value), 0.1)
                tensor.values[element] = value + step
                let above = network.loss(batch)
                let aboveChoices = network.choices
                tensor.values[element] = value - step
                let below = network.loss(batch)
                #expect(
                    aboveChoices == choices && network.choices == choices,
                    "\(tensor.name)[\(element)] crosses a kink: choose another seed")
                tensor.values[element] = value
                differences.append((above - below) / (2 * step))
            }
            let error = relativeError(elements.map { tensor.gradient[$0] }, differences)
            #expect(error <= 1e-6, "\(tensor.name)")
            worst = max(worst, error)
        }
        return worst
    }
}
