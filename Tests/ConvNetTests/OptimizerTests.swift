import ConvNet
import Glibc
import Testing

/// Each rule against itself in Double, for one tensor with decay and one without.
@Suite struct OptimizerTests {
    private let network = Network(
        .keras, inputShape: Shape(height: 10, width: 10, channels: 1), classCount: 2,
        precision: .f32, kernels: .best(for: .f32))

    /// PyTorch's documentation of `torch.optim.SGD` with `nesterov=True`, for the mean gradient.
    @Test(arguments: [0.0, 0.01])
    func nesterovEqualsItsRule(weightDecay: Double) {
        let optimizer = SGD(
            layout: network.parameters, momentum: 0.9, weightDecay: weightDecay)
        expectRule(optimizer) { p, gradient, state, decays, _ in
            let g = gradient + (decays ? weightDecay * p : 0)
            state.0 = 0.9 * state.0 + g
            return p - 0.1 * (g + 0.9 * state.0)
        }
    }

    /// Algorithm 2 of Loshchilov and Hutter, 2019, with PyTorch's decay by the learning rate.
    @Test(arguments: [0.0, 0.01])
    func adamWEqualsItsRule(weightDecay: Double) {
        let optimizer = AdamW(layout: network.parameters, weightDecay: weightDecay)
        expectRule(optimizer) { p, gradient, state, decays, step in
            state.0 = 0.9 * state.0 + 0.1 * gradient
            state.1 = 0.999 * state.1 + 0.001 * gradient * gradient
            let mean = state.0 / (1 - pow(0.9, Double(step)))
            let square = state.1 / (1 - pow(0.999, Double(step)))
            let kept = decays ? p - 0.1 * weightDecay * p : p
            return kept - 0.1 * mean / (square.squareRoot() + 1e-8)
        }
    }

    /// The numbers of torch.optim.SGD(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.5) from 1
    /// with gradients 1, 1 and -2. By hand: g = 1.5, v = 1.5, 1 - 0.1·(1.5 + 0.9·1.5) = 0.715.
    @Test func threeStepsOfNesterovEqualPyTorch() {
        let optimizer = SGD(layout: network.parameters, momentum: 0.9, weightDecay: 0.5)
        expectSteps(
            optimizer, gradients: [1, 1, -2], expected: [0.715, 0.335575, 0.464387875])
    }

    /// The numbers of torch.optim.AdamW(lr=0.1, weight_decay=0.5) from 1 with gradients 1, 1 and -2.
    /// By hand: 0.95·1 - 0.1·1 / (1 + 1e-8) = 0.850000001.
    @Test func threeStepsOfAdamWEqualPyTorch() {
        let optimizer = AdamW(layout: network.parameters, weightDecay: 0.5)
        expectSteps(
            optimizer, gradients: [1, 1, -2],
            expected: [0.850000001, 0.70750000195, 0.67968993487])
    }

    @Test(arguments: OptimizerName.allCases)
    func stateHasTheLayoutOfTheParameters(name: OptimizerName) {
        let state = make(name, weightDecay: 0).state
        #expect(state.map(\.values.count).allSatisfy { $0 == network.parameters.elementCount })
        #expect(
            state.map(\.name)
                == [
                    .sgd: ["sgd.velocity"],
                    .adamw: ["adamw.first_moment", "adamw.second_moment"],
                    .muon: ["muon.momentum", "muon.first_moment", "muon.second_moment"],
                ][name])
    }

    /// Only the mean counts: twice the sum over twice the samples makes the same step and state.
    @Test(arguments: OptimizerName.allCases)
    func sumsAreDividedByTheSampleCount(name: OptimizerName) {
        let results = [(Float(3), 4.0), (6, 8.0)].map { sum, count in
            let optimizer = make(name, weightDecay: 0.1)
            let steps = run(optimizer, gradients: [[sum]], sampleCount: count)
            return [steps[0][0]] + optimizer.state.map { $0.values.floats[0] }
        }
        #expect(results[0] == results[1])
        #expect(results[0][0] != 1)
    }

    private func make(_ name: OptimizerName, weightDecay: Double) -> any Optimizer {
        name.make(
            layout: network.parameters, momentum: 0.9, weightDecay: weightDecay,
            kernels: network.kernels)
    }

    private func expectSteps(
        _ optimizer: any Optimizer, gradients: [Float], expected: [Double]
    ) {
        let steps = run(optimizer, gradients: gradients.map { [$0] }, sampleCount: 1)
        for (step, expected) in zip(steps, expected) {
            #expect(abs(Double(step[0]) - expected) <= 3e-7)
        }
    }

    /// Makes a step for each row of gradients, which repeat over all parameters; these begin at 1.
    private func run(
        _ optimizer: any Optimizer, gradients: [[Float]], sampleCount: Double
    ) -> [[Float]] {
        let parameters = FloatBuffer(count: network.parameters.elementCount)
        let sums = FloatBuffer(count: network.parameters.elementCount)
        parameters.floats.update(repeating: 1)
        return gradients.enumerated().map { step, row in
            for i in 0..<sums.count { sums.floats[i] = row[i % row.count] }
            optimizer.update(
                parameters.floats, gradientSums: sums.pointer, sampleCount: sampleCount,
                learningRate: 0.1, stepNumber: step + 1)
            return Array(parameters.floats)
        }
    }

    /// - Parameter rule: parameter, mean gradient, two numbers of state, whether the tensor decays,
    ///   step number → parameter.
    private func expectRule(
        _ optimizer: any Optimizer,
        _ rule: (Double, Double, inout (Double, Double), Bool, Int) -> Double
    ) {
        let gradients: [[Float]] = (0..<20).map { step in
            (0..<7).map { Float(($0 * 5 + step * 3) % 11) - 4.5 }
        }
        let steps = run(optimizer, gradients: gradients, sampleCount: 2)
        #expect(network.parameters.tensors.contains { !$0.decays })
        for tensor in network.parameters.tensors {
            for i in [tensor.range.lowerBound, tensor.range.upperBound - 1] {
                var p = 1.0
                var state = (0.0, 0.0)
                for (step, row) in gradients.enumerated() {
                    let gradient = Double(row[i % row.count]) / 2
                    p = rule(p, gradient, &state, tensor.decays, step + 1)
                    #expect(
                        abs(Double(steps[step][i]) - p) <= 3e-6,
                        "\(tensor.name), step \(step + 1)")
                }
            }
        }
    }
}
