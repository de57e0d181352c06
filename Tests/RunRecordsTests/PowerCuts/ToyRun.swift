import Evaluation
import Files
import RunRecords

/// A run that writes what `TrainingRun` writes, in its order, with arithmetic in place of a
/// network: the state after a step is a function of the state before.
enum ToyRun {
    static let path = "runs/one"
    static let epochs = 4
    static let stepsPerEpoch = 3
    static let checkpointEverySteps = 2

    /// One line of `metrics.jsonl`.
    struct Line: Codable, Equatable {
        let epoch: Int
        let value: Double
        let best: Bool
    }

    /// Begins or goes on, and ends; as a process would that is started with the same command.
    /// - Parameter promise: is told what has returned, and so must outlast a power cut.
    static func live(
        on fileSystem: any FileSystem, promise: (Promise.Fact) -> Void = { _ in }
    ) throws {
        let folder = RunFolder(path, fileSystem: fileSystem)
        try folder.create()
        promise(.foldersAreMade)
        let (stored, damaged) = try folder.checkpoints.newestVerified()
        var state = stored?.checkpoint ?? initial
        if let summary = try folder.summary(), summary.steps == state.position.globalStep { return }
        promise(.lines(upTo: state.position.completedEpochs))
        try folder.metrics.truncate(afterEpoch: state.position.completedEpochs)
        if stored != nil {
            try folder.checkpoints.prepare(from: state.position, damaged: damaged)
        }
        promise(.noResult)
        try folder.begin(configuration, manifest: [manifest])
        promise(.isBegun)
        try folder.linkAsLatest()
        promise(.isLatest)
        while !state.progress.isFinished {
            while state.position.stepInEpoch < stepsPerEpoch {
                step(&state)
                if state.position.globalStep % checkpointEverySteps == 0
                    || state.position.stepInEpoch == stepsPerEpoch
                {
                    try folder.checkpoints.add(state)
                    promise(.checkpoint(state.position))
                }
            }
            let line = finishEpoch(&state)
            if line.best {
                try folder.checkpoints.replaceBest(state)
                promise(.best(epoch: line.epoch))
            }
            try folder.metrics.append(line)
            promise(.lines(upTo: line.epoch))
        }
        try folder.finish(
            summary(of: state), confusion: confusion, predictions: predictions, suspects: suspects)
        promise(.isFinished)
    }

    /// The state after some steps, as the steps before its epoch's end.
    static func state(at position: TrainingPosition) -> Checkpoint {
        var state = initial
        while state.position < position {
            step(&state)
            if state.position.stepInEpoch == stepsPerEpoch, state.position != position {
                _ = finishEpoch(&state)
            }
        }
        return state
    }

    private static var initial: Checkpoint {
        Checkpoint(
            description: .sample,
            position: TrainingPosition(completedEpochs: 0, stepInEpoch: 0, globalStep: 0),
            progress: TrainingProgress(),
            weights: [
                NamedTensor(name: "weight", shape: [40], floats: (0..<40).map { Float($0) / 40 }),
                NamedTensor(name: "empty", shape: [0, 4], floats: []),
            ])
    }

    private static func step(_ state: inout Checkpoint) {
        state.position.stepInEpoch += 1
        state.position.globalStep += 1
        let weights = state.tensors[0].floats.map { weight in
            let next = weight * 3.7 + Float(state.position.globalStep) / 64
            return next - next.rounded(.down)
        }
        state.weights[0] = NamedTensor(name: "weight", shape: [40], floats: weights)
        state.progress.lossSum += Double(weights[0])
        state.progress.sampleCount += 1
    }

    private static func finishEpoch(_ state: inout Checkpoint) -> Line {
        let value = Double(state.tensors[0].floats[1])
        state.position.completedEpochs += 1
        state.position.stepInEpoch = 0
        state.progress.lossSum = 0
        state.progress.sampleCount = 0
        state.progress.isFinished = state.position.completedEpochs == epochs
        // The first and the third epoch are the best so far.
        let best = state.position.completedEpochs % 2 == 1
        if best { state.progress.bestEpoch = state.position.completedEpochs }
        return Line(epoch: state.position.completedEpochs, value: value, best: best)
    }

    private static let configuration = {
        var settings = RunSettings()
        settings.select = .best
        var start = RunStart()
        start.commandLine = ["hwr-dist", "train"]
        start.runFolder = path
        return RunConfiguration(description: .sample, settings: settings, start: start)
    }()

    static let manifest = Array("path,label,split,shard\na.png,1,train,0\nb.png,2,train,1\n".utf8)

    private static let confusion = ConfusionTable(
        labels: ["1", "2"], matrix: ConfusionMatrix(classCount: 2, counts: [3, 1, 0, 4]))

    private static let predictions = PredictionTable(
        set: "test", rows: [.init(path: "a.png", truth: "1", predicted: "2", probability: 0.75)])

    private static let suspects = SuspectTable(rows: [
        .init(path: "b.png", label: "2", predicted: "1", probability: 0.75, labelProbability: 0.25)
    ])

    private static func summary(of state: Checkpoint) -> RunSummary {
        let sha256 = state.tensors[0].floats.withUnsafeBufferPointer { weightsSHA256([$0]) }
        return RunSummary(
            test: nil, validation: nil, train: nil,
            evaluated: .init(epoch: 3, step: 9, averaged: false, sha256: sha256),
            weightsSHA256: sha256, epochs: epochs, steps: state.position.globalStep,
            wallSeconds: 1, startToFirstStepSeconds: 1, imagesPerSecond: 1, ranks: 3,
            virtualWorkers: 8, precision: "f32", kernelSet: "portable", preset: "compact",
            parameterCount: 40, peakMemoryBytes: 1, inputForm: .binary, seed: 1,
            dataDigest: "00", buildID: "00")
    }
}
