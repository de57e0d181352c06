import ConvNet
import Failures
import Files
import Images
import Recognition
import RunRecords
import TestSupport
import Testing

@Suite struct ModelTests {
    private static func checkpoint(
        classCount: Int, classNames: [String]? = nil, imageSide: Int, floats: Int = 4
    ) -> Checkpoint {
        var description = RunDescription()
        description.data.classNames = classNames ?? (0..<classCount).map(String.init)
        description.data.imageSize = ImageSize(height: imageSide, width: imageSide)
        description.data.ink = .light
        description.arithmetic.kernels = .portable
        return Checkpoint(
            description: description,
            position: TrainingPosition(completedEpochs: 0, stepInEpoch: 0, globalStep: 0),
            progress: TrainingProgress(),
            weights: [
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
