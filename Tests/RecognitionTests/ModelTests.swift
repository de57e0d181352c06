import ConvNet
import Failures
import Files
import Handwriting
import Recognition
import RunRecords
import Testing
import TestSupport

@Suite struct ModelTests {
    private static func checkpoint(
        classCount: Int, classNames: [String]? = nil, imageSide: Int, floats: Int = 4,
        ink: String = "light"
    ) -> Checkpoint {
        Checkpoint(
            identity: RunIdentity(
                dataDigest: "", classNames: classNames ?? (0..<classCount).map(String.init),
                imageHeight: imageSide, imageWidth: imageSide, ink: ink,
                validationFraction: 0, virtualWorkers: 8, batchSize: 8, seed: 1,
                preset: "compact", optimizer: "sgd", learningRate: 0.1, momentum: 0,
                weightDecay: 0, schedule: "constant", warmupEpochs: 0, labelSmoothing: 0,
                epochs: 1, lookahead: 0, lookaheadStep: 0, initialWeights: "", rotationDegrees: 0,
                shiftFraction: 0, zoomFraction: 0,
                shearDegrees: 0, elasticFraction: 0, strokeFraction: 0, gainFraction: 0,
                binaryShare: 0, averaging: 0, teachers: [], distillation: 0, precision: "f32",
                kernelSet: "portable"),
            position: TrainingPosition(completedEpochs: 0, stepInEpoch: 0, globalStep: 0),
            progress: TrainingProgress(),
            tensors: [
                NamedTensor(
                    name: "a", shape: [floats], floats: [Float](repeating: 0, count: floats))
            ])
    }

    /// Such a network would have a tebibyte of weights: asking for them would end the process.
    @Test func aSmallCheckpointOfAHugeNetworkIsRefusedBeforeItsMemoryIsAskedFor() {
        let error = #expect(throws: CheckpointError.self) {
            try Model(
                checkpoint: Self.checkpoint(classCount: 50_000, imageSide: 4096), path: "c",
                kernels: .best(for: .f32))
        }
        #expect(error?.description.contains("it has 4 numbers, and its network needs") == true)
    }

    @Test func aCheckpointWithOtherTensorsIsRefusedByName() {
        let error = #expect(throws: CheckpointError.self) {
            try Model(
                checkpoint: Self.checkpoint(classCount: 3, imageSide: 32, floats: 1 << 20),
                path: "c", kernels: .best(for: .f32))
        }
        #expect(error?.description.contains("it has no tensor") == true)
    }

    @Test func theInkOfACheckpointIsLightOrDark() throws {
        for (name, ink) in [("light", Ink.light), ("dark", .dark)] {
            let checkpoint = Self.checkpoint(classCount: 3, imageSide: 32, ink: name)
            #expect(try Model.trainingInk(of: checkpoint, path: "c") == ink)
        }
        let error = #expect(throws: CheckpointError.self) {
            try Model.trainingInk(
                of: Self.checkpoint(classCount: 3, imageSide: 32, ink: "auto"), path: "c")
        }
        #expect(error?.description.contains("have an ink \"auto\"") == true)
    }

    /// As Swift strings the names are equal, and on a disk they are two folders.
    @Test func modelsWhoseClassNamesOnlyLookAlikeDoNotScoreTogether() throws {
        let place = try TemporaryFolder()
        let paths = try ["\u{E9}", "e\u{301}"].enumerated().map { index, name in
            let path = place.path("\(index).safetensors")
            try Self.checkpoint(classCount: 2, classNames: ["a", name], imageSide: 32)
                .write(to: path, fileSystem: POSIXFileSystem())
            return path
        }
        #expect(try Ensemble([paths[0], paths[0]]).classNames.count == 2)
        let error = #expect(throws: ConfigurationError.self) { try Ensemble(paths) }
        #expect(error?.description.contains("have other classes") == true)
    }
}
