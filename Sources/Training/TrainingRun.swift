package import Collectives
package import Datasets
import Evaluation
import Recognition
package import RunRecords

/// A whole run, from folders of images to a run folder with the result.
///
/// Every rank creates one with equal arguments and calls `execute`. Rank 0 alone reads and writes
/// the run folder.
package struct TrainingRun {
    /// How a run ended.
    package enum Outcome {
        /// `summary` is nil on all ranks but 0.
        case finished(runPath: String, summary: RunSummary?)
        /// Stopped on request, with a checkpoint at that position: the same command continues the
        /// run.
        case stopped(runPath: String, at: TrainingPosition)
        /// Stopped on request while a finished run was scored again; its stored result is
        /// unchanged.
        case stoppedScoring(runPath: String)
    }

    let description: RunDescription
    let settings: RunSettings
    let group: any Collective
    let context: ProcessContext
    let emit: (TrainingEvent) -> Void

    /// - Parameter emit: called for each event, on every rank.
    package init(
        description: RunDescription, settings: RunSettings, group: any Collective,
        context: ProcessContext,
        emit: @escaping (TrainingEvent) -> Void
    ) {
        self.description = description
        self.settings = settings
        self.group = group
        self.context = context
        self.emit = emit
    }

    /// Trains on a source that every rank has built alike, such as the synthetic letters.
    package func execute(_ source: DataSource) throws -> Outcome {
        try execute(dataOption: "\(source)") { source }
    }

    /// Agrees with the other ranks, loads the data, opens the run folder, trains, scores all images
    /// and writes the result.
    ///
    /// - Parameters:
    ///   - dataOption: how the user named the data, which must be the same on all ranks.
    ///   - findSource: called on rank 0 only, which sends the result to the others: a file system
    ///     that hundreds of ranks share need not answer all of them.
    /// - Returns: how the run ended; equal on all ranks, except for the summary.
    /// - Throws: what is wrong with the options, the data, the run folder or the checkpoint, on all
    ///   ranks alike; what the group throws.
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
        let folderWriter = try openFolder(claim, resolved, data: data)
        for warning in folderWriter?.resumeState.warnings ?? [] { emit(.warning(warning)) }
        let runPath = try group.fromRoot { folderWriter?.folder.path ?? "" }
        if let finished = folderWriter?.resumeState.finishedBefore {
            emit(.finishedBefore(finished.notice))
        }
        let work = try workLeft(folderWriter)
        if work == .nothing {
            let summary = folderWriter?.resumeState.keptTraining?.summary
            return .finished(runPath: runPath, summary: summary)
        }

        let clock = CheckpointClock(seconds: settings.checkpointSeconds)
        let trainer = try Trainer(
            group: group, description: resolved, model: model, data: data, teachers: teachers,
            context: group.isRoot ? context.requestingCheckpoints(from: clock) : context)
        try trainer.resume(from: folderWriter?.resumeState.stored)
        try prepareFolder(folderWriter, for: trainer, source, hosts: hosts, runPath: runPath)
        emit(.began(try header(of: trainer, runPath: runPath, work: work)))

        // However the run ends, what is being written gets to the disk.
        defer { try? folderWriter?.checkpointWriter.finish() }
        do {
            let summary = try trainAndScore(trainer, folderWriter, clock, work, hosts: hosts)
            return .finished(runPath: runPath, summary: group.isRoot ? summary : nil)
        } catch is StopRequested {
            // All ranks wait until rank 0 has written the checkpoint: if it cannot, all of them
            // fail.
            emit(.checkpointBegins(trainer.position))
            try group.agree { try folderWriter?.checkpointWriter.finish() }
            return work == .scoring
                ? .stoppedScoring(runPath: runPath)
                : .stopped(runPath: runPath, at: trainer.position)
        } catch let error as any AgreedError {
            // As soon as one rank rethrows, the job is ended within seconds, rank 0 included. So no
            // rank rethrows before rank 0 has written what it began to write.
            try? folderWriter?.checkpointWriter.finish()
            try? group.barrier()
            throw error
        }
    }

    /// Trains the epochs that are left, validates each, and scores all images at the end. The last
    /// checkpoint of a run is written after its last step and before the last validation. So where
    /// a finished run is scored again, no step is left, and only that validation is repeated.
    ///
    /// - Throws: `StopRequested` on all ranks alike, at a point from which the same command
    ///   continues the run to the same bits.
    private func trainAndScore(
        _ trainer: Trainer, _ folderWriter: RunFolderWriter?, _ clock: CheckpointClock,
        _ work: ResumeState.Work, hosts: [String]
    ) throws -> RunSummary {
        let scoring = ScoringPass(
            model: trainer.evaluationModel, labelSmoothing: Float(description.loss.labelSmoothing),
            workspace: trainer.scoringWorkspace, stopRequested: context.stopRequested,
            countImages: context.countImages)
        var times = RunTimes()
        var runQueueSecondsBefore = context.runQueueSeconds()
        try trainer.train { step in
            times.add(step)
            if times.stepCount == 1 { times.firstStepAgeSeconds = context.ageSeconds() }
            try finishStep(step, of: trainer, folderWriter, clock, stepCount: times.stepCount)
            return true
        } endEpoch: {
            let runQueueSeconds = context.runQueueSeconds().flatMap { now in
                runQueueSecondsBefore.map { now - $0 }
            }
            // The epoch's checkpoint is being written. A run that is killed from here on, and
            // resumed, repeats the validation.
            let validation = try validate(trainer, scoring)
            let epochTimes = times.takeEpoch()
            let slow = try slowRanks(
                in: epochTimes, runQueueSeconds: runQueueSeconds, trainer, hosts)
            var epoch = trainer.finishEpoch(
                validation, patience: settings.patience, times: epochTimes)
            epoch.waitedForSeconds = slow.map { [$0.name: $0.waitedSeconds] } ?? [:]
            if folderWriter != nil { emit(.checkpointBegins(trainer.position)) }
            try folderWriter?.write(epoch, best: epoch.best ? trainer.checkpoint() : nil)
            if work == .training { emit(.epoch(epoch, of: description.schedule.epochs)) }
            if let slow { emit(.warning(slow.text(epoch: epoch.epoch))) }
            runQueueSecondsBefore = context.runQueueSeconds()
        }
        return try finish(trainer, scoring, folderWriter, times)
    }

    /// Reports a step, and checkpoints if it is time to.
    ///
    /// - Parameter stepCount: the steps that this process has trained, which `--stop-after` limits.
    /// - Throws: `StopRequested` after the checkpoint of a requested stop; the error of a
    ///   checkpoint that could not be written.
    private func finishStep(
        _ step: StepReport, of trainer: Trainer, _ folderWriter: RunFolderWriter?,
        _ clock: CheckpointClock, stepCount: Int
    ) throws {
        if step.beginsToInterleave { emit(.interleaving) }
        emit(.step(step))
        try folderWriter?.checkpointWriter.requireSuccess()

        let globalStep = trainer.position.globalStep
        let stops = step.stopRequested || stepCount == settings.stopAfterSteps
        let checkpointIsDue =
            stops || step.checkpointRequested || trainer.isEpochDone
            || settings.checkpointEverySteps.map { globalStep % $0 == 0 } ?? false
        let verificationIsDue = settings.verifyEverySteps.map { globalStep % $0 == 0 } ?? false
        if checkpointIsDue || verificationIsDue {
            try trainer.verify()
        }
        if checkpointIsDue {
            try write(trainer, folderWriter)
            clock.restart()
        }
        if stops { throw StopRequested() }
    }

    /// The ranks that the others waited for in an epoch, on rank 0; nil elsewhere, and without any.
    private func slowRanks(
        in times: RunTimes.Totals, runQueueSeconds: Double?, _ trainer: Trainer, _ hosts: [String]
    ) throws -> SlowRanks? {
        let timesOfRanks = try group.gather(
            SlowRanks.Times(
                workerCount: trainer.workerCount, stepSeconds: times.stepSeconds,
                computingSeconds: times.computingSeconds, exchangeSeconds: times.exchangeSeconds,
                runQueueSeconds: runQueueSeconds))
        return group.isRoot
            ? SlowRanks(timesOfRanks, hosts: hosts, isOversubscribed: context.isOversubscribed)
            : nil
    }

    /// Queues a checkpoint to be written by rank 0; waits while an earlier one is still being
    /// written.
    private func write(_ trainer: Trainer, _ folderWriter: RunFolderWriter?) throws {
        guard let folderWriter else { return }
        emit(.checkpointBegins(trainer.position))
        try folderWriter.checkpointWriter.begin { .checkpoint(trainer.checkpoint()) }
        emit(.checkpoint(trainer.position))
    }

    /// Scores the validation images; nil without any.
    private func validate(_ trainer: Trainer, _ scoring: ScoringPass) throws -> ScoreTally? {
        let images = trainer.data.validation
        guard images.count > 0 else { return nil }
        emit(.validating(imageCount: images.count))
        return try scoring.score([images.store], of: images.count, over: group)
    }
}
