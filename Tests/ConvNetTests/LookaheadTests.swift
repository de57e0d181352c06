import ConvNet
import Testing

/// Algorithm 1 of Zhang and others, 2019, around gradient descent by hand.
@Suite struct LookaheadTests {
    private let network = Network(
        .keras, inputShape: Shape(height: 10, width: 10, channels: 1), classCount: 2,
        precision: .f32, kernels: .best(for: .f32))

    /// Steps of -1 from 8: after three the slow weight is at 8 - 0.5·3, and the fast one with it.
    @Test func slowWeightsMoveEveryThirdStep() {
        let lookahead = makeLookahead()
        let parameters = FloatBuffer(count: network.parameters.elementCount)
        parameters.floats.update(repeating: 8)
        var places: [Float] = []
        for step in 1...7 {
            makeStep(lookahead, parameters, step)
            places.append(parameters.floats[5])
        }
        #expect(places == [7, 6, 6.5, 5.5, 4.5, 5, 4])
        #expect(lookahead.state.map(\.name) == ["sgd.velocity", "lookahead.slow_weights"])
        #expect(lookahead.state.last?.values.floats.allSatisfy { $0 == 5 } == true)
    }

    /// What a checkpoint holds is enough, wherever between two moves it was made.
    @Test(arguments: 1...6)
    func itGoesOnFromItsState(stop: Int) {
        let whole = makeLookahead()
        let expected = FloatBuffer(count: network.parameters.elementCount)
        for step in 1...7 { makeStep(whole, expected, step) }

        let first = makeLookahead()
        let second = makeLookahead()
        let parameters = FloatBuffer(count: network.parameters.elementCount)
        for step in 1...stop { makeStep(first, parameters, step) }
        for (stored, own) in zip(first.state, second.state) {
            own.values.move(towards: stored.values, by: 1)
        }
        for step in stop + 1...7 { makeStep(second, parameters, step) }
        #expect(parameters.floats[5] == expected.floats[5])
    }

    private func makeLookahead() -> Lookahead {
        let layout = network.parameters
        return Lookahead(
            SGD(layout: layout, momentum: 0, weightDecay: 0), layout: layout, interval: 3,
            share: 0.5)
    }

    private func makeStep(_ optimizer: Lookahead, _ parameters: FloatBuffer, _ number: Int) {
        let gradients = FloatBuffer(count: parameters.count)
        gradients.floats.update(repeating: 1)
        optimizer.update(
            parameters.floats, gradientSums: gradients.pointer, sampleCount: 1, learningRate: 1,
            stepNumber: number)
    }
}
