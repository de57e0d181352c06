import Collectives
import ConvNet
import Datasets
import Evaluation
import Recognition
import RunRecords

extension TrainingRun {
    /// Scores training, validation and test images with the selected weights and writes the result.
    func finish(
        _ trainer: Trainer, _ scoring: ScoringPass, _ record: RunRecord?, _ times: RunTimes
    ) throws -> RunSummary {
        if let record {
            send(.checkpointBegins(trainer.position))
            try record.writer.finish()
        }
        let lastWeights = trainer.model.sha256
        let evaluated = try select(trainer, record)
        let data = trainer.data
        let labels = trainer.model.classNames

        func score(
            _ name: String, _ shares: [ImageStore], of count: Int,
            onSample: (ScoredSample) -> Void
        ) throws -> ScoreTally? {
            guard count > 0 else { return nil }
            send(.scoring(name, imageCount: count))
            return try scoring.score(shares, of: count, over: group, onSample: onSample)
        }
        var suspects = Suspects(places: data.ownTrainingPlaces)
        let train = try score("training", data.ownShards, of: data.plan.trainingCount) {
            suspects.add($0)
        }
        var found: [SamplePrediction] = []
        let validation = try score(
            "validation", [data.validation.store], of: data.validation.count
        ) { found.append(SamplePrediction($0)) }
        let test = try data.testImages.flatMap {
            // One set has its predictions written.
            found.removeAll()
            return try score("test", [$0], of: data.test?.entries.count ?? 0) {
                found.append(SamplePrediction($0))
            }
        }
        let predictions = try predictions(found, of: data)
        let suspectTable = try group.suspectTable(suspects, of: data.index)

        let peakMemory = try group.combine(context.peakMemoryBytes(), by: .maximum)
        func metrics(_ tally: ScoreTally?) -> ClassificationMetrics? {
            tally.map {
                ClassificationMetrics(tally: $0, labels: labels).named(trainer.shownNames)
            }
        }
        let scored = RunSummary(
            test: metrics(test), validation: metrics(validation), train: metrics(train),
            evaluated: evaluated, weightsSHA256: lastWeights,
            epochs: trainer.position.completedEpochs, steps: trainer.position.globalStep,
            wallSeconds: context.ageSeconds(), startToFirstStepSeconds: times.firstStepAgeSeconds,
            imagesPerSecond: times.total.imagesPerSecond, ranks: group.worldSize,
            virtualWorkers: description.schedule.virtualWorkers,
            precision: description.arithmetic.precision.rawValue,
            kernelSet: trainer.description.arithmetic.kernels.rawValue,
            preset: description.network.preset.rawValue,
            parameterCount: trainer.model.parameters.count, peakMemoryBytes: peakMemory,
            inputForm: data.inputForm, seed: description.seed, dataDigest: data.dataDigest,
            buildID: context.buildID, leftOut: data.skippedFiles,
            warnings: (record?.standing.warnings ?? []) + data.warnings)
        let summary = record?.standing.finished?.keepingTraining(in: scored) ?? scored
        // Before the summary, which ends the run: a look that is not noted would be a hidden one.
        if let record, let metrics = summary.test {
            note(metrics, trainer, in: TestLedger(besideRun: record.folder))
        }
        try record?.finish(
            summary,
            confusion: (test ?? validation).map {
                ConfusionTable(labels: labels, matrix: $0.confusion)
            }, predictions: predictions, suspects: suspectTable)
        return summary
    }

    /// The predictions of all ranks on rank 0: of the test images, or else of validation; nil without
    /// either, and on other ranks.
    private func predictions(
        _ own: [SamplePrediction], of data: TrainingData
    ) throws -> PredictionTable? {
        if let test = data.test {
            return try group.predictionTable(
                own, at: group.share(of: Array(test.entries.indices), on: .all),
                set: "test", of: test)
        }
        guard data.validation.count > 0 else { return nil }
        return try group.predictionTable(
            own, at: group.share(of: data.validation.places, on: settings.validateOn),
            set: "validation", of: data.validation.index)
    }

    /// Adds the look at the test images to the ledger; a failure is told and fails nothing.
    private func note(_ metrics: ClassificationMetrics, _ trainer: Trainer, in ledger: TestLedger) {
        do {
            try ledger.append(
                TestLedger.Entry(
                    buildID: context.buildID, description: trainer.description,
                    testDigest: trainer.data.manifest?.testDigest ?? "",
                    imageCount: metrics.count, correctCount: metrics.correct))
        } catch {
            send(.warning("the test ledger lacks this run: \(error)"))
        }
    }

    /// Puts the selected weights into the model of every rank.
    ///
    /// - Throws: on all ranks alike when the best epoch's are not in the run folder.
    private func select(
        _ trainer: Trainer, _ record: RunRecord?
    ) throws -> RunSummary.Evaluated {
        var epoch = trainer.position.completedEpochs
        if settings.selection == .best, let best = trainer.progress.bestEpoch, best != epoch {
            epoch = best
            let model = trainer.result
            try group.agree {
                guard let checkpoints = record?.folder.checkpoints else { return }
                try model.restore(
                    trainer.average == nil ? .latest : .averaged,
                    from: try BestEpoch.read(best, from: checkpoints), path: checkpoints.bestPath)
            }
            for buffer in [model.parameters, model.statistics] {
                try group.broadcast(UnsafeMutableRawBufferPointer(buffer.floats), from: 0)
            }
        }
        return RunSummary.Evaluated(
            epoch: epoch, step: epoch * trainer.stepsPerEpoch, averaged: trainer.average != nil,
            sha256: trainer.result.sha256)
    }
}
