package import Collectives
package import Datasets
import Evaluation
import Recognition
package import RunRecords

/// A whole run, from folders of images to a run folder with the result.
package struct TrainingRun {
    /// How a run ended.
    package enum Outcome {
        /// `summary` is nil on all ranks but 0.
        case finished(runPath: String, summary: RunSummary?)
        /// A checkpoint was written on request: run again to go on.
        case stopped(runPath: String, at: TrainingPosition)
        /// The scoring of a finished run's images was stopped on request; the stored result stands.
        case stoppedScoring(runPath: String)
    }

    let description: RunDescription
    let settings: RunSettings
    let group: any Collective
    let context: ProcessContext
    let send: (TrainingEvent) -> Void

    /// - Parameter send: is told what happens, on every rank.
    package init(
        description: RunDescription, settings: RunSettings, group: any Collective,
        context: ProcessContext,
        send: @escaping (TrainingEvent) -> Void
    ) {
        self.description = description
        self.settings = settings
        self.group = group
        self.context = context
        self.send = send
    }

    /// Trains on data that all ranks know.
    package func execute(_ source: DataSource) throws -> Outcome {
        try execute(dataOption: "\(source)") { source }
    }

    /// Agrees with the other ranks, loads, opens the run folder, goes through the epochs, scores and
    /// writes the result.
    ///
    /// - Parameters:
    ///   - dataOption: how the data was named, which must be the same on all ranks.
    ///   - findSource: is called on rank 0 alone, so that the others ask nothing of the file system.
    package func execute(
        dataOption: String, findSource: () throws -> DataSource
    ) throws -> Outcome {
        let hosts = try requireAgreement(on: dataOption)
        let source = try group.fromRoot(findSource)
        let kernels = try group.agreedKernels(
            description.arithmetic.kernels, for: description.arithmetic.precision)
        let claim = try claimUsedFolder()
        let data = try TrainingData(
            source, description: description, settings: settings, group: group,
            countImages: context.countImages)
        try requireValidation(data)
        let teachers = try loadTeachers(data)
        let model = try Model(
            preset: description.network.preset, classNames: data.index.classNames,
            height: description.data.imageHeight,
            width: description.data.imageWidth, seed: description.seed,
            precision: description.arithmetic.precision, kernels: kernels)
        let initialWeights = try takeInitialWeights(into: model)
        let resolved = description.resolved(
            data: data, kernels: kernels, teachers: teachers, initialWeights: initialWeights)
        let record = try openRecord(claim, resolved, data: data)
        for warning in record?.standing.warnings ?? [] { send(.warning(warning)) }
        let runPath = try group.fromRoot { record?.folder.path ?? "" }
        if let ended = record?.standing.ended { send(.finishedBefore(ended.notice)) }
        let work = try workLeft(record)
        if work == .nothing {
            return .finished(runPath: runPath, summary: record?.standing.finished?.summary)
        }

        let clock = CheckpointClock(seconds: settings.checkpointSeconds)
        let trainer = try Trainer(
            group: group, description: resolved, model: model, data: data,
            teachers: teachers, context: group.isRoot ? context.asked(by: clock) : context)
        try trainer.resume(from: record?.standing.stored)
        try prepareFolder(record, for: trainer, source, hosts: hosts, runPath: runPath)
        send(.began(try header(of: trainer, runPath: runPath, work: work)))

        // What was begun is brought to the disk, however the run ends.
        defer { try? record?.writer.finish() }
        do {
            let summary = try trainAndScore(trainer, record, clock, work, hosts: hosts)
            return .finished(runPath: runPath, summary: group.isRoot ? summary : nil)
        } catch is StopRequested {
            // All ranks wait for rank 0's disk, and a failed write is told to all.
            send(.checkpointBegins(trainer.position))
            try group.agree { try record?.writer.finish() }
            return work == .scoring
                ? .stoppedScoring(runPath: runPath)
                : .stopped(runPath: runPath, at: trainer.position)
        } catch let error as any AgreedError {
            // A rank that has the error ends within seconds, and rank 0 with it: the disk comes first.
            try? record?.writer.finish()
            try? group.barrier()
            throw error
        }
    }

    /// Trains the epochs that are left, validates each, and scores all images at the end.
    ///
    /// The last checkpoint of a run that has ended before is that of its last step: no step is left,
    /// and the last validation is made once more.
    ///
    /// - Throws: `StopRequested` on all ranks alike, where the same command continues the run exactly.
    private func trainAndScore(
        _ trainer: Trainer, _ record: RunRecord?, _ clock: CheckpointClock,
        _ work: RunStanding.Work, hosts: [String]
    ) throws -> RunSummary {
        let scoring = ScoringPass(
            model: trainer.result, labelSmoothing: Float(description.loss.labelSmoothing),
            workspace: trainer.scoringWorkspace, stopRequested: context.stopRequested,
            countImages: context.countImages)
        var times = RunTimes()
        var queuedBefore = context.queuedSeconds()
        try trainer.train { step in
            times.add(step)
            if times.stepCount == 1 { times.firstStepAgeSeconds = context.ageSeconds() }
            try finishStep(step, of: trainer, record, clock, stepCount: times.stepCount)
            return true
        } endEpoch: {
            let queuedSeconds = context.queuedSeconds().flatMap { now in
                queuedBefore.map { now - $0 }
            }
            // The epoch's checkpoint is the writer's: a run that ends from here on validates again.
            let validation = try validate(trainer, scoring)
            let share = times.takeEpoch()
            let slow = try slowRanks(in: share, queuedSeconds: queuedSeconds, trainer, hosts)
            var line = trainer.finishEpoch(
                validation, patience: settings.patience, times: share)
            line.waitedForSeconds = slow.map { [$0.name: $0.waitedSeconds] } ?? [:]
            if record != nil { send(.checkpointBegins(trainer.position)) }
            try record?.write(line, best: line.best ? trainer.checkpoint() : nil)
            if work == .training { send(.epoch(line, of: description.schedule.epochs)) }
            if let slow { send(.warning(slow.text(epoch: line.epoch))) }
            queuedBefore = context.queuedSeconds()
        }
        return try finish(trainer, scoring, record, times)
    }

    /// Reports a step, and has a checkpoint written where one is due.
    ///
    /// - Parameter stepCount: the steps that this process has made.
    /// - Throws: `StopRequested` when a stop was asked for, after its checkpoint was made.
    private func finishStep(
        _ step: StepReport, of trainer: Trainer, _ record: RunRecord?, _ clock: CheckpointClock,
        stepCount: Int
    ) throws {
        if step.beginsToInterleave { send(.interleaving) }
        send(.step(step))
        try record?.writer.requireSuccess()

        let number = trainer.position.globalStep
        let stops = step.stopRequested || stepCount == settings.stopAfterSteps
        let isDue =
            stops || step.checkpointRequested || trainer.isEpochDone
            || settings.checkpointEverySteps.map { number % $0 == 0 } ?? false
        if isDue || settings.verifyEverySteps.map({ number % $0 == 0 }) ?? false {
            try trainer.verify()
        }
        if isDue {
            try write(trainer, record)
            clock.restart()
        }
        if stops { throw StopRequested() }
    }

    /// The ranks that the others waited for in an epoch, on rank 0; nil elsewhere.
    private func slowRanks(
        in share: RunTimes.Share, queuedSeconds: Double?, _ trainer: Trainer, _ hosts: [String]
    ) throws -> SlowRanks? {
        let times = try group.gather(
            SlowRanks.Times(
                workerCount: trainer.workerCount, stepSeconds: share.stepSeconds,
                computingSeconds: share.computingSeconds, exchangeSeconds: share.exchangeSeconds,
                queuedSeconds: queuedSeconds))
        return group.isRoot
            ? SlowRanks(times, hosts: hosts, takesTurns: context.ranksTakeTurns) : nil
    }

    /// Hands a checkpoint to rank 0's writer, once that has done with the one before.
    private func write(_ trainer: Trainer, _ record: RunRecord?) throws {
        guard let record else { return }
        send(.checkpointBegins(trainer.position))
        try record.writer.begin { .checkpoint(trainer.checkpoint()) }
        send(.checkpoint(trainer.position))
    }

    /// Scores the validation images; nil without any.
    private func validate(_ trainer: Trainer, _ scoring: ScoringPass) throws -> ScoreTally? {
        let images = trainer.data.validation
        guard images.count > 0 else { return nil }
        send(.validating(imageCount: images.count))
        return try scoring.score([images.store], of: images.count, over: group)
    }
}
