import Collectives
import ConvNet
import Datasets
import Evaluation
import Recognition
import RunRecords

extension TrainingRun {
    /// Scores training, validation and test images with the selected weights, and writes the
    /// result.
    ///
    /// - Returns: the summary; complete on rank 0 only.
    func finish(
        _ trainer: Trainer, _ scoring: ScoringPass, _ folderWriter: RunFolderWriter?,
        _ times: RunTimes
    ) throws -> RunSummary {
        if let folderWriter {
            emit(.checkpointBegins(trainer.position))
            try folderWriter.checkpointWriter.finish()
        }
        let lastWeights = trainer.model.sha256
        let evaluated = try select(trainer, folderWriter)
        let data = trainer.data
        let labels = trainer.model.classNames

        func score(
            _ name: String, _ stores: [ImageStore], of count: Int,
            onSample: (ScoredSample) -> Void
        ) throws -> ScoreTally? {
            guard count > 0 else { return nil }
            emit(.scoring(name, imageCount: count))
            return try scoring.score(stores, of: count, over: group, onSample: onSample)
        }
        var suspects = Suspects(places: data.ownTrainingPlaces)
        let train = try score("training", data.ownShards, of: data.plan.trainingCount) {
            suspects.add($0)
        }
        var ownPredictions: [SamplePrediction] = []
        let validation = try score(
            "validation", [data.validation.store], of: data.validation.count
        ) { ownPredictions.append(SamplePrediction($0)) }
        let test = try data.testImages.flatMap {
            // The predictions of one set are written: those of the test images, if there are any.
            ownPredictions.removeAll()
            return try score("test", [$0], of: data.test?.entries.count ?? 0) {
                ownPredictions.append(SamplePrediction($0))
            }
        }
        let predictions = try predictions(ownPredictions, of: data)
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
            warnings: (folderWriter?.resumeState.warnings ?? []) + data.warnings)
        let summary = folderWriter?.resumeState.keptTraining?.keepingTraining(in: scored) ?? scored
        // The ledger counts how often the test images were looked at. The summary, which marks the
        // run as finished, is written after it: a crash in between must not hide an evaluation.
        if let folderWriter, let metrics = summary.test {
            note(metrics, trainer, in: TestLedger(besideRun: folderWriter.folder))
        }
        try folderWriter?.finish(
            summary,
            confusion: (test ?? validation).map {
                ConfusionTable(labels: labels, matrix: $0.confusion)
            }, predictions: predictions, suspects: suspectTable)
        return summary
    }

    /// Gathers the predictions of all ranks on rank 0: those of the test images, or else of the
    /// validation images; nil without either, and on other ranks.
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

    /// Adds this evaluation of the test images to the ledger. If that fails, the run continues with
    /// a warning.
    private func note(_ metrics: ClassificationMetrics, _ trainer: Trainer, in ledger: TestLedger) {
        do {
            try ledger.append(
                TestLedger.Entry(
                    buildID: context.buildID, description: trainer.description,
                    testDigest: trainer.data.manifest?.testDigest ?? "",
                    imageCount: metrics.count, correctCount: metrics.correct))
        } catch {
            emit(.warning("the test ledger lacks this run: \(error)"))
        }
    }

    /// Loads the weights of the best epoch into every rank's model, if `--select best` asks for
    /// them and they are not the last ones.
    ///
    /// - Throws: on all ranks alike, when the best epoch's weights are not in the run folder.
    private func select(
        _ trainer: Trainer, _ folderWriter: RunFolderWriter?
    ) throws -> RunSummary.Evaluated {
        var epoch = trainer.position.completedEpochs
        if settings.selection == .best, let best = trainer.progress.bestEpoch, best != epoch {
            epoch = best
            let model = trainer.evaluationModel
            try group.agree {
                guard let checkpoints = folderWriter?.folder.checkpoints else { return }
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
            sha256: trainer.evaluationModel.sha256)
    }
}
