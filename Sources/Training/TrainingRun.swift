package import Collectives
import Evaluation
import Handwriting
import Recognition
package import RunFolder

/// A whole run, from folders of images to a run folder with the result.
package struct TrainingRun {
    /// How a run ended.
    package enum Outcome {
        /// `summary` is nil on all ranks but 0.
        case finished(runPath: String, summary: RunSummary?)
        /// A checkpoint was written on request: run again to go on.
        case stopped(runPath: String, at: TrainingPosition)
    }

    let recipe: Recipe
    let operation: Operation
    let group: any Collective
    let context: ProcessContext
    let send: (TrainingEvent) -> Void

    /// - Parameter send: is told what happens, on every rank.
    package init(
        recipe: Recipe, operation: Operation, group: any Collective, context: ProcessContext,
        send: @escaping (TrainingEvent) -> Void
    ) {
        self.recipe = recipe
        self.operation = operation
        self.group = group
        self.context = context
        self.send = send
    }

    /// Agrees with the other ranks, loads, opens the run folder, goes through the epochs, scores and
    /// writes the result.
    package func execute(_ source: DataSource) throws -> Outcome {
        let hosts = try requireAgreement(on: source)
        let data = try TrainingData(source, recipe: recipe, operation: operation, group: group)
        try requireValidation(data)
        let kernels = try group.agreedKernels(recipe.kernels, for: recipe.precision)
        let identity = recipe.identity(data: data, kernels: kernels)
        let model = try Model(
            preset: recipe.preset, classNames: data.index.classNames, height: recipe.imageHeight,
            width: recipe.imageWidth, seed: recipe.seed,
            precision: recipe.precision, kernels: kernels)
        let record = try openRecord(identity: identity, data: data)
        for warning in record?.warnings ?? [] { send(.warning(warning)) }
        let runPath = try fromRoot(record?.folder.path ?? "")
        if try fromRoot(record?.finished == nil ? "" : "finished") == "finished" {
            return .finished(runPath: runPath, summary: record?.finished)
        }

        let trainer = try Trainer(
            group: group, recipe: recipe, identity: identity, model: model, data: data,
            context: context)
        try trainer.resume(from: record?.stored)
        try begin(trainer, record, source, hosts: hosts, runPath: runPath)

        let scoring = ScoringPass(
            model: model, labelSmoothing: Float(recipe.labelSmoothing),
            workspace: trainer.workspace)
        var times = RunTimes()
        while !trainer.progress.isFinished {
            guard try runSteps(of: trainer, record, &times) else {
                return .stopped(runPath: runPath, at: trainer.position)
            }
            // The epoch's checkpoint is written: a run killed from here on validates anew.
            let validation = try validate(trainer, scoring)
            let line = trainer.finishEpoch(
                validation, patience: operation.patience, times: times.takeEpoch())
            if line.best { try record?.folder.checkpoints.writeBest(trainer.checkpoint()) }
            try record?.folder.metrics.append(line)
            send(.epoch(line, of: recipe.epochs))
        }
        let summary = try finish(trainer, scoring, record, times)
        return .finished(runPath: runPath, summary: group.isRoot ? summary : nil)
    }

    /// Makes the steps that are left of an epoch, and writes checkpoints where they are due.
    ///
    /// - Returns: false when a stop was asked for; the checkpoint is written then too.
    private func runSteps(
        of trainer: Trainer, _ record: RunRecord?, _ times: inout RunTimes
    ) throws -> Bool {
        trainer.beginEpoch()
        while !trainer.isEpochDone {
            let step = try times.measure { try trainer.step() }
            if times.stepCount == 1 { times.firstStepAgeSeconds = context.ageSeconds() }
            send(.step(trainer.report(step, seconds: times.lastStepSeconds)))

            let position = trainer.position
            let stops = step.stopRequested || times.stepCount == operation.stopAfterSteps
            let isDue =
                operation.checkpointEverySteps.map { position.globalStep % $0 == 0 } ?? false
            if stops || isDue || step.checkpointRequested || trainer.isEpochDone {
                try record?.folder.checkpoints.write(trainer.checkpoint())
            }
            if stops { return false }
        }
        return true
    }

    /// Scores the validation images; nil without any.
    private func validate(_ trainer: Trainer, _ scoring: ScoringPass) throws -> ScoreTally? {
        let count = trainer.data.plan.validation.count
        guard count > 0 else { return nil }
        return try scoring.score([trainer.data.validationImages], of: count, over: group)
    }
}
