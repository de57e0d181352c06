package import Files

/// A run's whole state between two steps: with the data, all that is needed to go on.
///
/// It holds identity only: no rank count, no time, no host. So equal runs on any number of ranks
/// write equal files.
package struct Checkpoint: Equatable, Sendable {
    package var identity: RunIdentity
    package var position: TrainingPosition
    package var progress: TrainingProgress
    /// Parameters, running statistics and the optimizer's state, in layout order.
    package var tensors: [NamedTensor]

    package init(
        identity: RunIdentity, position: TrainingPosition, progress: TrainingProgress,
        tensors: [NamedTensor]
    ) {
        self.identity = identity
        self.position = position
        self.progress = progress
        self.tensors = tensors
    }

    package func tensor(named name: String) -> NamedTensor? {
        tensors.first { $0.name == name }
    }
}

/// Where a run stands.
package struct TrainingPosition: Codable, Comparable, Sendable {
    /// Epochs whose steps are all done and whose validation is recorded.
    package var completedEpochs: Int
    /// Steps done in the epoch after those.
    package var stepInEpoch: Int
    /// Steps done since the run began.
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

/// What a run has seen so far beside its weights.
package struct TrainingProgress: Codable, Equatable, Sendable {
    /// Sums over the steps done in the unfinished epoch.
    package var lossSum: Double
    package var correctCount: Int64
    package var sampleCount: Int64
    /// The value by which the best epoch is chosen; nil before the first validation.
    package var bestValue: Double?
    /// Counted from 1.
    package var bestEpoch: Int?
    /// That epoch's mean validation objective, by which epochs of equal value are told apart; nil
    /// where `bestValue` is nil, and in older files.
    package var bestLoss: Double?
    package var epochsWithoutImprovement: Int
    /// All epochs are done, or patience ended the run.
    package var isFinished: Bool

    package init(
        lossSum: Double = 0, correctCount: Int64 = 0, sampleCount: Int64 = 0,
        bestValue: Double? = nil, bestEpoch: Int? = nil, bestLoss: Double? = nil,
        epochsWithoutImprovement: Int = 0, isFinished: Bool = false
    ) {
        self.lossSum = lossSum
        self.correctCount = correctCount
        self.sampleCount = sampleCount
        self.bestValue = bestValue
        self.bestEpoch = bestEpoch
        self.bestLoss = bestLoss
        self.epochsWithoutImprovement = epochsWithoutImprovement
        self.isFinished = isFinished
    }
}

extension Checkpoint {
    private static let kind = "hwr-dist checkpoint"
    private static let version = "1"
    /// Leaves room to count on without an overflow.
    private static let countRange = 0...(1 << 53)

    /// Writes the checkpoint at `path` as a whole or not at all.
    /// - Throws: `FileError`, or `RecordError` when a value has no JSON form.
    package func write(to path: String, fileSystem: any FileSystem = POSIXFileSystem()) throws {
        func json(_ value: some Encodable) throws(RecordError) -> String {
            String(decoding: try JSONFile.line(value), as: UTF8.self)
        }
        let metadata = [
            "kind": Self.kind,
            "version": Self.version,
            "identity": try json(identity),
            "position": try json(position),
            "progress": try json(progress),
        ]
        try SafetensorsFile(metadata: metadata, tensors: tensors)
            .write(to: path, fileSystem: fileSystem)
    }

    /// Reads and verifies the checkpoint at `path`.
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
        func decoded<Value: Decodable>(_ key: String) throws(CheckpointError) -> Value {
            let text = try string(key)
            do {
                return try JSONFile.decode(Value.self, from: text.utf8, path: path)
            } catch {
                throw CheckpointError(damaged: path, "its metadata entry \(key): \(error.what)")
            }
        }
        let (kind, version) = (try string("kind"), try string("version"))
        guard kind == Self.kind, version == Self.version else {
            throw CheckpointError(
                damaged: path,
                "it is a \"\(kind)\" of version \(version); this program reads "
                    + "\"\(Self.kind)\" of version \(Self.version)")
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
        return Checkpoint(
            identity: try decoded("identity"), position: position, progress: progress,
            tensors: file.tensors)
    }
}
