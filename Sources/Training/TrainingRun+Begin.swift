import Collectives
package import ConvNet
import Handwriting
package import Recognition
package import RunRecords

extension TrainingRun {
    /// Checks the options, and that all ranks were given the same.
    ///
    /// - Returns: each rank's host on rank 0; an empty array elsewhere.
    func requireAgreement(on source: DataSource) throws -> [String] {
        let hosts = try group.requireEqual(
            RankFacts(
                RankFacts.program(buildID: context.buildID) + optionFacts(source),
                hostName: context.hostName))
        _ = try WorkerAssignment(
            virtualWorkers: recipe.virtualWorkers, worldSize: group.worldSize)
        try requireDivisibleBatch()
        return hosts
    }

    private func requireDivisibleBatch() throws(ConfigurationError) {
        let (batchSize, workers) = (recipe.batchSize, recipe.virtualWorkers)
        guard batchSize <= 0 || batchSize % workers != 0 else { return }
        let below = max(0, batchSize) / workers * workers
        let above = below + workers
        let choice = below > 0 ? "\(below) or \(above)" : "\(above)"
        throw ConfigurationError(
            "the batch size \(batchSize) is not a multiple of \(workers) virtual workers",
            remedy: "pass --batch-size \(choice), or other --virtual-workers")
    }

    /// Checks what the options ask of the data.
    func requireValidation(_ data: TrainingData) throws(ConfigurationError) {
        guard data.plan.validation.isEmpty,
            operation.select == .best || operation.patience != nil
        else { return }
        throw ConfigurationError(
            "--select best and --patience need validation images, and there are none",
            remedy: "pass a larger --validation-fraction, or leave them out")
    }

    /// One fact for each option that must be equal on all ranks, or else they would part ways.
    private func optionFacts(_ source: DataSource) -> [RankFacts.Fact] {
        let recipeOptions = Mirror(reflecting: recipe).children.map { option in
            (option.label ?? "", "\(option.value)")
        }
        return ([("data", "\(source)")] + recipeOptions + operation.agreedOptions).map {
            RankFacts.Fact(
                "the option \($0)", "\($1)", remedy: "give all ranks the same options")
        }
    }

    /// Rank 0's claim on a run folder that is there already; nil on all other ranks, and for a new one.
    func claimUsedFolder() throws -> RunClaim? {
        try group.agree {
            group.isRoot ? try RunClaim.ofUsed(folder) : nil
        }
    }

    /// Opens the run folder on rank 0; nil elsewhere.
    func openRecord(
        _ claim: RunClaim?, identity: RunIdentity, data: TrainingData
    ) throws -> RunRecord? {
        try group.agree {
            try data.manifest.map {
                try RunRecord(
                    claim ?? RunClaim(folder), identity: identity,
                    for: FinishedRun.Request(
                        operation: operation, manifest: $0, testInk: data.testInkDecision?.ink))
            }
        }
    }

    /// What is left to do of the run, as rank 0 found it.
    func workLeft(_ record: RunRecord?) throws -> RunStanding.Work {
        let work = record?.standing.work ?? .training
        return RunStanding.Work(rawValue: try fromRoot(work.rawValue)) ?? work
    }

    private var folder: RunFolder {
        RunFolder(
            operation.runPath
                ?? RunFolder.defaultPath(
                    preset: recipe.preset.rawValue, now: context.startedUTC))
    }

    /// Rank 0's text on every rank.
    func fromRoot(_ text: String) throws -> String {
        String(
            decoding: try group.fromRoot { Array(text.utf8) },
            as: UTF8.self)
    }

    /// Writes what the run is about to do, and tells it.
    func begin(
        _ trainer: Trainer, _ record: RunRecord?, _ source: DataSource, hosts: [String],
        runPath: String, work: RunStanding.Work
    ) throws {
        let data = trainer.data
        if let record, let manifest = data.manifest {
            let found = data.warnings
            for warning in found { send(.warning(warning)) }
            try record.folder.requireFreeSpace(4 * trainer.checkpointByteCount)
            try record.begin(
                RunConfiguration(
                    identity: trainer.identity,
                    operation: operation.recorded(
                        source: source, runPath: runPath, ranks: group.worldSize, hosts: hosts,
                        context: context, testInk: data.testInkDecision?.ink.rawValue,
                        warnings: record.standing.warnings + found)),
                manifest: manifest, select: operation.select)
            if operation.runPath == nil { linkAsLatest(record.folder) }
        }
        let assignment = try WorkerAssignment(
            virtualWorkers: recipe.virtualWorkers, worldSize: group.worldSize)
        send(
            .began(
                TrainingHeader(
                    runPath: runPath, identity: trainer.identity,
                    parameterCount: trainer.model.parameters.count, ranks: group.worldSize,
                    imbalance: assignment.imbalance, trainingCount: data.plan.trainingCount,
                    validationCount: data.plan.validation.count,
                    testCount: data.test?.entries.count, inputForm: data.inputForm,
                    stepsPerEpoch: trainer.stepsPerEpoch, position: trainer.position,
                    wasFinished: work == .scoring, select: operation.select,
                    testInk: data.testInkDecision?.ink.rawValue, skippedFiles: data.skippedFiles)))
    }
}

extension TrainingRun {
    /// Makes `runs/latest` a link to the run: a convenience, whose failure is told and fails nothing.
    private func linkAsLatest(_ folder: RunFolder) {
        do {
            try folder.linkAsLatest()
        } catch {
            send(.warning("the run is not linked as the latest one: \(error)"))
        }
    }
}

extension Recipe {
    /// The identity of a run of this recipe with these data and the kernels in use.
    package func identity(
        data: TrainingData, kernels: KernelSet, teachers: Teachers? = nil,
        initialWeights: String = ""
    ) -> RunIdentity {
        RunIdentity(
            dataDigest: data.dataDigest, classNames: data.index.classNames,
            imageHeight: imageHeight, imageWidth: imageWidth, ink: data.ink.rawValue,
            validationFraction: fold.map { 1 / Double($0.count) } ?? validationFraction,
            virtualWorkers: virtualWorkers,
            batchSize: batchSize, seed: seed, preset: preset.rawValue,
            optimizer: optimizer.rawValue, learningRate: learningRate, momentum: momentum,
            weightDecay: weightDecay, schedule: schedule.rawValue, warmupEpochs: warmupEpochs,
            labelSmoothing: labelSmoothing, epochs: epochs, lookahead: lookahead,
            lookaheadStep: lookahead == 0 ? 0 : lookaheadStep, initialWeights: initialWeights,
            rotationDegrees: Double(augmentation.rotationDegrees),
            shiftFraction: Double(augmentation.shiftFraction),
            zoomFraction: Double(augmentation.zoomFraction),
            shearDegrees: Double(augmentation.shearDegrees),
            elasticFraction: Double(augmentation.elasticFraction),
            strokeFraction: Double(augmentation.strokeFraction),
            gainFraction: Double(augmentation.gainFraction),
            binaryShare: Double(augmentation.binaryShare), averaging: averaging,
            teachers: teachers?.models.map(\.sha256) ?? [],
            distillation: teachers == nil ? 0 : distillation, precision: precision.rawValue,
            kernelSet: kernels.name,
            teacherKernelSets: teachers?.models.map(\.network.kernels.name) ?? [],
            validationSplit: validationSplit == .stratified ? nil : validationSplit.rawValue,
            folds: fold?.count, fold: fold?.number, groupsDigest: data.groupsDigest)
    }
}

extension Operation {
    /// All but the command line, by name.
    fileprivate var agreedOptions: [(String, String)] {
        [
            ("run", runPath ?? "none"), ("resume", "\(resume)"), ("select", "\(select)"),
            ("patience", text(patience)), ("validateOn", "\(validateOn)"),
            ("badImages", "\(badImages)"), ("groups", groupsPath ?? "none"),
            ("checkpointEvery", text(checkpointEverySteps)),
            ("checkpointSeconds", "\(checkpointSeconds)"),
            ("verifyEvery", text(verifyEverySteps)),
            ("stopAfter", text(stopAfterSteps)), ("strict", "\(isStrict)"),
        ]
    }

    private func text(_ count: Int?) -> String { count.map { "\($0)" } ?? "none" }

    fileprivate func recorded(
        source: DataSource, runPath: String, ranks: Int, hosts: [String], context: ProcessContext,
        testInk: String?, warnings: [String]
    ) -> RunOperation {
        var trainFolder: String?
        var testFolder: String?
        if case .folders(let training, let test) = source {
            trainFolder = training
            testFolder = test
        }
        var hostNames: [String] = []
        for host in hosts where !hostNames.contains(host) { hostNames.append(host) }
        return RunOperation(
            commandLine: commandLine, runFolder: runPath, trainFolder: trainFolder,
            testFolder: testFolder, testInk: testInk, ranks: ranks, hostNames: hostNames,
            buildID: context.buildID,
            startedUTC: RunFolder.utcText(context.startedUTC),
            checkpointEverySteps: checkpointEverySteps, checkpointSeconds: checkpointSeconds,
            verifyEverySteps: verifyEverySteps, resume: "\(resume)", select: select.rawValue,
            patience: patience, validateOn: validateOn.rawValue,
            badImages: badImages.rawValue, groupsFile: groupsPath, warnings: warnings)
    }
}
