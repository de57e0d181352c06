import Augmentation
import Collectives
import ConvNet
import MallocCounter
import Recognition
import RunRecords
import TestSupport
import Testing
import Training

// Optimised code only: without optimisation Swift boxes closures and existentials.
#if !DEBUG
@Suite struct StepAllocationTests {
    /// Eight workers with images, some of them warped, which in half of the cases a thread beside
    /// brings into memory; one rank, since the waiting of several is not part of a step.
    @Test(arguments: Preset.allCases, [OptimizerName.adamw, .muon])
    func aStepAllocatesNothing(preset: Preset, optimizer: OptimizerName) throws {
        var description = TinyRun.plainDescription
        description.network.preset = preset
        description.augmentation = AugmentationSettings(
            rotationDegrees: 10, elasticFraction: 0.1, strokeFraction: 0.3, gainFraction: 0.2,
            binaryShare: 0.5)
        description.optimizer.averaging = 0.99
        description.optimizer.name = optimizer
        description.optimizer.lookahead = 3
        description.schedule.learningRate = 1e-3
        description.schedule.shape = .cosine
        description.schedule.batchSize = 24
        let fixed = description
        nonisolated(unsafe) var counts: [Int] = []
        try InProcessGroup.run(worldSize: 1) { group in
            let trainer = try TinyRun.trainer(
                fixed, perClass: 6, in: group, readsAhead: optimizer == .muon)
            try #require(trainer.stepsPerEpoch == 7)
            // The matrix library makes its buffers at its first product.
            for _ in 0..<2 { _ = try trainer.step() }
            for _ in 0..<4 {
                malloc_counter_start()
                _ = try trainer.step()
                counts.append(malloc_counter_stop())
            }
        }
        #expect(counts == [0, 0, 0, 0])
    }
}
#endif
