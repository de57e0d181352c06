import ConvNet
import MallocCounter
import Testing

// Optimised code only: without optimisation Swift boxes closures and existentials.
#if !DEBUG
@Suite struct AllocationTests {
    @Test func theCounterSeesAllocations() {
        var kept: [FloatBuffer] = []
        kept.reserveCapacity(2)
        malloc_counter_start()
        kept.append(FloatBuffer(count: 10))
        let objectAndMemory = malloc_counter_stop()
        #expect(objectAndMemory == 2)
        malloc_counter_start()
        let nothing = malloc_counter_stop()
        #expect(nothing == 0)
    }

    @Test(arguments: Preset.allCases, OptimizerName.allCases)
    func aStepAllocatesNothing(preset: Preset, optimizerName: OptimizerName) {
        let model = NetworkModel(
            NetworkCase(preset: preset, height: 19, width: 16, channels: 2, sampleCount: 5))
        let optimizer = optimizerName.make(
            layout: model.network.parameters, momentum: 0.9, weightDecay: 0.01,
            kernels: model.network.kernels)
        func step(_ number: Int) {
            model.accumulateGradients(epoch: number)
            model.network.statistics.update(
                model.statistics.floats, sums: model.statisticSums.pointer)
            optimizer.update(
                model.parameters.floats, gradientSums: model.gradients.pointer, sampleCount: 5,
                learningRate: 1e-3, stepNumber: number)
        }
        // What is made once, such as the list of kernel sets, is made now.
        step(1)
        malloc_counter_start()
        for number in 2...4 { step(number) }
        let count = malloc_counter_stop()
        #expect(count == 0)
    }

    @Test(arguments: Preset.allCases)
    func scoringAllocatesNothing(preset: Preset) {
        let model = NetworkModel(
            NetworkCase(preset: preset, height: 19, width: 16, channels: 2, sampleCount: 1))
        func score() {
            model.network.pack(model.parameters.pointer, into: model.workspace)
            _ = model.network.scores(
                sampleCount: 1, in: model.workspace, parameters: model.parameters.pointer,
                statistics: model.statistics.pointer)
        }
        score()
        malloc_counter_start()
        score()
        let count = malloc_counter_stop()
        #expect(count == 0)
    }
}
#endif
