import Collectives
import ConvNet
import Failures
import Recognition
import RunRecords
import TestSupport
import Testing
import Training

/// Runs that begin with the weights of another network.
@Suite struct InitialWeightsTests {
    /// A run of two steps with averaged weights and running statistics to begin with.
    private static func trainOther(in run: ScratchRun) throws -> (Checkpoint, path: String) {
        var description = ScratchRun.description
        description.optimizer.averaging = 0.5
        try run.train(description) { $0.stopAfterSteps = 2 }
        let newest = try #require(try run.folder.checkpoints.newestVerified().newest)
        return (newest.checkpoint, newest.path)
    }

    private static func model(classCount: Int, of preset: Preset = .compact) throws -> Model {
        try Model(
            preset: preset, classNames: (0..<classCount).map(String.init), height: 16, width: 16,
            seed: 9, precision: .f32, kernels: .best(for: .f32))
    }

    @Test func allWeightsAndStatisticsAreTakenAveragedWhereTheyAre() throws {
        let run = try ScratchRun()
        let (checkpoint, path) = try Self.trainOther(in: run)
        let other = try Model(checkpoint: checkpoint, path: path, kernels: .best(for: .f32))
        let model = try Self.model(classCount: 28)
        #expect(try model.takeWeights(of: checkpoint, path: path) == other.sha256)
        #expect(model.sha256 == other.sha256)
        let latest = checkpoint.weightsSHA256
        #expect(model.sha256 != latest)
    }

    @Test func aLastLayerOfOtherClassesIsNew() throws {
        let run = try ScratchRun()
        let (checkpoint, path) = try Self.trainOther(in: run)
        let model = try Self.model(classCount: 5)
        let fresh = try Self.model(classCount: 5)
        _ = try model.takeWeights(of: checkpoint, path: path)
        for (own, new) in zip(model.tensors(), fresh.tensors()) {
            // Not the arrays themselves: the testing library would print all of them.
            let isNew = own.floats == new.floats
            let isTaken = own.floats == checkpoint.tensor(named: "average.\(own.name)")?.floats
            let isOfLastLayer = own.name.hasPrefix("dense1.")
            #expect(isNew == isOfLastLayer && isTaken == !isOfLastLayer, "\(own.name)")
        }
    }

    @Test func anotherPresetIsRefused() throws {
        let run = try ScratchRun()
        let (checkpoint, path) = try Self.trainOther(in: run)
        let error = #expect(throws: ConfigurationError.self) {
            try Self.model(classCount: 28, of: .keras).takeWeights(of: checkpoint, path: path)
        }
        #expect(
            error?.description.contains("has the preset compact, and this run has keras") == true)
    }

    @Test func otherConvolutionsAreRefusedByNameAndShape() throws {
        let run = try ScratchRun()
        var (checkpoint, path) = try Self.trainOther(in: run)
        let place = try #require(
            checkpoint.weights.firstIndex { $0.name == "convolution2.weight" })
        checkpoint.weights[place] = NamedTensor(
            name: "convolution2.weight", shape: [3, 3, 16, 8],
            floats: [Float](repeating: 0, count: 9 * 16 * 8))
        let error = #expect(throws: ConfigurationError.self) {
            try Self.model(classCount: 28).takeWeights(of: checkpoint, path: path)
        }
        #expect(
            error?.description.contains(
                "other convolutions: convolution2.weight [3, 3, 16, 8], not [3, 3, 16, 32];")
                == true)
        #expect(error.map(ExitStatus.init(of:)) == .configuration)
    }

    /// The description names the weights, so that a resume asks for the same.
    @Test func oneAndThreeRanksBeginAndEndWithTheSameBits() throws {
        let other = try ScratchRun()
        let (checkpoint, path) = try Self.trainOther(in: other)
        let sha256 = try Model(
            checkpoint: checkpoint, path: path, kernels: .best(for: .f32)
        ).sha256
        var description = ScratchRun.description
        description.schedule.epochs = 1
        description.schedule.warmupEpochs = 0
        let fixed = description
        let alone = try ScratchRun()
        try alone.train(fixed) { $0.initialWeights = path }
        let expected = try alone.result
        #expect(expected.checkpoint?.description.network.initialWeights == sha256)
        let shared = try ScratchRun()
        try shared.train(fixed, ranks: 3) {
            $0.initialWeights = path
            $0.stopAfterSteps = 1
        }
        #expect(throws: (any Error).self) { try shared.train(fixed, ranks: 3) }
        try shared.train(fixed, ranks: 3) { $0.initialWeights = path }
        // Not the values themselves: the testing library would print megabytes.
        let isEqual = try shared.result == expected
        #expect(isEqual)
        let without = try ScratchRun()
        try without.train(fixed)
        let isOther = try without.result.weights != expected.weights
        #expect(isOther)
    }
}
