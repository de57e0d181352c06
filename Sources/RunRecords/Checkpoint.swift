package import Files

/// The complete state of a run between two steps. Together with the training images it is all that
/// is needed to resume the run with the same result.
///
/// It contains only what determines the weights, and no number of ranks, time or host. Equal runs
/// on any number of ranks therefore write byte-identical files. docs/model-files.md describes the
/// file.
package struct Checkpoint: Equatable, Sendable {
    /// What run this is; a run folder can be resumed only with an equal description.
    package var description: RunDescription
    package var position: TrainingPosition
    package var progress: TrainingProgress
    /// The shown names of the classes, in the order of the description's class names, which are the
    /// labels; empty if there are none.
    package var shownNames: [String]
    /// The weights after the last step in layout order: parameters, then running statistics.
    package var weights: [NamedTensor]
    /// The exponential moving average of the weights, under different names; empty if the run has
    /// none.
    package var average: [NamedTensor]
    /// The state of the optimizer, such as AdamW's moments.
    package var optimizerState: [NamedTensor]

    package init(
        description: RunDescription, position: TrainingPosition, progress: TrainingProgress,
        shownNames: [String] = [], weights: [NamedTensor], average: [NamedTensor] = [],
        optimizerState: [NamedTensor] = []
    ) {
        self.description = description
        self.position = position
        self.progress = progress
        self.shownNames = shownNames
        self.weights = weights
        self.average = average
        self.optimizerState = optimizerState
    }

    /// All tensors, in their order in the file.
    package var tensors: [NamedTensor] { weights + average + optimizerState }

    /// The tensor of that name among weights, average and optimizer state; nil if there is none.
    package func tensor(named name: String) -> NamedTensor? {
        [weights, average, optimizerState].joined().first { $0.name == name }
    }
}

/// How far a run has progressed.
package struct TrainingPosition: Codable, Comparable, Sendable {
    /// The number of epochs whose steps are all done and whose validation is recorded.
    package var completedEpochs: Int
    /// The number of steps done in the next epoch.
    package var stepInEpoch: Int
    /// The number of steps done since the start of the run.
    package var globalStep: Int

    package init(completedEpochs: Int, stepInEpoch: Int, globalStep: Int) {
        self.completedEpochs = completedEpochs
        self.stepInEpoch = stepInEpoch
        self.globalStep = globalStep
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.completedEpochs, left.stepInEpoch, left.globalStep)
            < (right.completedEpochs, right.stepInEpoch, right.globalStep)
    }
}

/// The state of the training loop apart from weights and optimizer: running sums of the current
/// epoch and the record of the best epoch.
package struct TrainingProgress: Codable, Equatable, Sendable {
    /// Sums over the steps done in the unfinished epoch, for its line in `metrics.jsonl`.
    package var lossSum = 0.0
    package var correctCount: Int64 = 0
    package var sampleCount: Int64 = 0
    /// The number of validation images that the best epoch recognised; nil before the first
    /// validation.
    package var bestValue: Double?
    /// The best epoch, counted from 1; nil before the first validation.
    package var bestEpoch: Int?
    /// The mean validation objective of that epoch; nil if `bestValue` is nil.
    package var bestLoss: Double?
    /// The number of epochs since the best one, for `--patience`.
    package var epochsWithoutImprovement = 0
    /// Whether all epochs are done, or `--patience` ended the run.
    package var isFinished = false

    package init() {}

    /// The validation result of the best epoch; nil before the first validation.
    package var bestScore: ValidationScore? {
        guard let bestValue, let bestLoss else { return nil }
        return ValidationScore(recognised: bestValue, loss: bestLoss)
    }
}

extension Checkpoint {
    private static let kind = "hwr-dist checkpoint"
    /// Headroom, so that later increments cannot overflow.
    private static let countRange = 0...(1 << 53)

    /// Writes the checkpoint to `path` atomically: the file is complete, or as it was before.
    /// - Throws: `FileError`, or `RecordError` if a value has no JSON form.
    package func write(to path: String, fileSystem: any FileSystem = POSIXFileSystem()) throws {
        func json(_ value: some Encodable) throws(RecordError) -> String {
            String(decoding: try JSONFile.line(value), as: UTF8.self)
        }
        var metadata = [
            "kind": Self.kind,
            "version": "\(RecordVersion.current)",
            "identity": try json(description),
            "position": try json(position),
            "progress": try json(progress),
            // The role of a tensor is stored here and not in its name.
            "average": try json(average.map(\.name)),
            "optimizerState": try json(optimizerState.map(\.name)),
        ]
        if !shownNames.isEmpty { metadata["shownNames"] = try json(shownNames) }
        try SafetensorsFile(metadata: metadata, tensors: tensors)
            .write(to: path, fileSystem: fileSystem)
    }

    /// Reads and verifies the checkpoint at `path`: its digest, its version, and that every value
    /// is possible.
    ///
    /// - Throws: `CheckpointError` with the kind of problem.
    package static func read(
        _ path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(CheckpointError) -> Checkpoint {
        let file = try SafetensorsFile.read(path, fileSystem: fileSystem)
        func string(_ key: String) throws(CheckpointError) -> String {
            guard let string = file.metadata[key] else {
                throw CheckpointError(damaged: path, "its metadata has no entry \(key)")
            }
            return string
        }
        func entry<Value>(
            _ key: String, _ parse: (String.UTF8View) throws(RecordError) -> Value
        ) throws(CheckpointError) -> Value {
            let text = try string(key)
            do {
                return try parse(text.utf8)
            } catch {
                throw CheckpointError(damaged: path, "its metadata entry \(key): \(error.what)")
            }
        }
        func decoded<Value: Decodable>(_ key: String) throws(CheckpointError) -> Value {
            try entry(key) { text throws(RecordError) in
                try JSONFile.decode(Value.self, from: text, path: path)
            }
        }
        let kind = try string("kind")
        guard kind == Self.kind else {
            throw CheckpointError(
                damaged: path, "it is a \"\(kind)\", not a \"\(Self.kind)\"")
        }
        if let other = RecordVersion.mismatch(try string("version")) {
            throw CheckpointError(otherVersion: path, other)
        }
        let description = try entry("identity") { text throws(RecordError) in
            try JSONFile.filled(RunDescription.self, from: text, path: path)
        }
        guard description.isResolved else {
            throw CheckpointError(
                damaged: path, RunDescription.openText)
        }
        let shownNames: [String] =
            file.metadata["shownNames"] == nil ? [] : try decoded("shownNames")
        guard shownNames.isEmpty || shownNames.count == description.data.classNames.count else {
            throw CheckpointError(
                damaged: path,
                "it names \(shownNames.count) of \(description.data.classNames.count) classes")
        }
        let position: TrainingPosition = try decoded("position")
        let progress: TrainingProgress = try decoded("progress")
        let counts = [
            position.completedEpochs, position.stepInEpoch, position.globalStep,
            Int(progress.correctCount), Int(progress.sampleCount), progress.bestEpoch ?? 0,
            progress.epochsWithoutImprovement,
        ]
        guard counts.allSatisfy(countRange.contains) else {
            throw CheckpointError(
                damaged: path,
                "it counts \(counts.map(String.init).joined(separator: ", ")) of"
                    + " epochs, steps and images, which no run can have done")
        }
        func tensors(_ key: String) throws(CheckpointError) -> [NamedTensor] {
            let names: [String] = try decoded(key)
            let named = Set(names)
            let tensors = file.tensors.filter { named.contains($0.name) }
            guard tensors.map(\.name) == names else {
                throw CheckpointError(
                    damaged: path, "its metadata entry \(key) does not name tensors in their order")
            }
            return tensors
        }
        let average = try tensors("average")
        let optimizerState = try tensors("optimizerState")
        let others = Set((average + optimizerState).map(\.name))
        return Checkpoint(
            description: description, position: position, progress: progress,
            shownNames: shownNames, weights: file.tensors.filter { !others.contains($0.name) },
            average: average,
            optimizerState: optimizerState)
    }
}
