import Augmentation
import Collectives
import ConvNet
import Datasets
import Images
import Recognition
import RunRecords

extension TrainingRun {
    /// Checks the options, and that all ranks run the same program with the same options.
    ///
    /// - Returns: the host name of each rank on rank 0; an empty array elsewhere.
    /// - Throws: on all ranks alike, what differs or does not fit, with the remedy.
    func requireAgreement(on dataOption: String) throws -> [String] {
        let hosts = try group.requireEqual(
            RankFacts(
                RankFacts.program(buildID: context.buildID) + optionFacts(dataOption),
                hostName: context.hostName))
        _ = try WorkerAssignment(
            virtualWorkers: description.schedule.virtualWorkers, layout: group.layout)
        try requireDivisibleBatch()
        return hosts
    }

    private func requireDivisibleBatch() throws(ConfigurationError) {
        let (batchSize, workers) = (
            description.schedule.batchSize, description.schedule.virtualWorkers
        )
        guard batchSize <= 0 || batchSize % workers != 0 else { return }
        let below = max(0, batchSize) / workers * workers
        let above = below + workers
        let choice = below > 0 ? "\(below) or \(above)" : "\(above)"
        throw ConfigurationError(
            "the batch size \(batchSize) is not a multiple of \(workers) virtual workers",
            remedy: "pass --batch-size \(choice), or other --virtual-workers")
    }

    /// Refuses options that need validation images where there are none.
    func requireValidation(_ data: TrainingData) throws(ConfigurationError) {
        guard data.validation.count == 0,
            settings.selection == .best || settings.patience != nil
                || description.validation.criterion != .accuracy
        else { return }
        throw ConfigurationError(
            "--select best, --patience and --patience-on need validation images, and there are"
                + " none",
            remedy:
                "pass a larger --validation-fraction or a --validation folder, or leave them out")
    }

    /// One fact for each option: ranks with different options would block each other or diverge.
    private func optionFacts(_ dataOption: String) -> [RankFacts.Fact] {
        let options =
            JSONValue(of: description).leaves + JSONValue(of: settings).leaves
            + [(path: "data", text: dataOption)]
        return options.map {
            RankFacts.Fact(
                "the option \($0.path)", $0.text, remedy: "give all ranks the same options")
        }
    }

    /// Locks a run folder that exists already, on rank 0; nil on other ranks, and for a new folder.
    ///
    /// - Throws: on all ranks alike, when another job holds the lock or another version wrote the
    ///   folder.
    func claimUsedFolder() throws -> RunClaim? {
        try group.agree {
            guard group.isRoot else { return nil }
            try folder.requireReadableFormat()
            return try RunClaim.ofUsed(folder)
        }
    }

    /// Opens the run folder on rank 0, and decides where the run continues; nil elsewhere.
    ///
    /// - Throws: on all ranks alike, what `RunClaim` and `ResumeState` throw.
    func openFolder(
        _ claim: RunClaim?, _ description: RunDescription, data: TrainingData
    ) throws -> RunFolderWriter? {
        try group.agree {
            try data.manifest.map {
                try RunFolderWriter(
                    claim ?? RunClaim(folder), description: description,
                    for: FinishedRun.Request(
                        settings: settings, manifest: $0, shownNames: data.shownNames,
                        testInk: data.testInkDecision?.ink))
            }
        }
    }

    /// What is left to do, as rank 0 found it in the run folder; equal on all ranks.
    func workLeft(_ folderWriter: RunFolderWriter?) throws -> ResumeState.Work {
        try group.fromRoot { folderWriter?.resumeState.work ?? .training }
    }

    private var folder: RunFolder {
        RunFolder(
            settings.run
                ?? RunFolder.defaultPath(
                    preset: description.network.preset.rawValue, now: context.startedUTC))
    }

    /// Cuts the run folder back to where the run continues, warns about the data, and writes
    /// `config.json` and `manifest.csv`. Does nothing on ranks other than 0.
    ///
    /// - Throws: `FileError` when the folder cannot be written, or its disk has no room for four
    ///   checkpoints.
    func prepareFolder(
        _ folderWriter: RunFolderWriter?, for trainer: Trainer, _ source: DataSource,
        hosts: [String], runPath: String
    ) throws {
        guard let folderWriter, let manifest = trainer.data.manifest else { return }
        let dataWarnings = trainer.data.warnings
        for warning in dataWarnings { emit(.warning(warning)) }
        try folderWriter.folder.requireFreeSpace(4 * trainer.checkpointByteCount)
        try folderWriter.cutBack(for: trainer.description, select: settings.selection)
        try folderWriter.writeStart(
            RunConfiguration(
                description: trainer.description, settings: settings,
                start: start(
                    source, runPath: runPath, hosts: hosts, data: trainer.data,
                    warnings: folderWriter.resumeState.warnings + dataWarnings)),
            manifest: manifest)
        if settings.run == nil { linkAsLatest(folderWriter.folder) }
    }

    /// What is printed before the first step.
    func header(
        of trainer: Trainer, runPath: String, work: ResumeState.Work
    ) throws -> TrainingHeader {
        let data = trainer.data
        let assignment = try WorkerAssignment(
            virtualWorkers: description.schedule.virtualWorkers, layout: group.layout)
        return TrainingHeader(
            runPath: runPath, description: trainer.description,
            parameterCount: trainer.model.parameters.count, ranks: group.worldSize,
            imbalance: assignment.imbalance, trainingCount: data.plan.trainingCount,
            validationCount: data.validation.count,
            validationFolder: data.validationFolder?.folder,
            testCount: data.test?.entries.count, inputForm: data.inputForm,
            stepsPerEpoch: trainer.stepsPerEpoch, classWeights: data.classWeights,
            position: trainer.position,
            wasFinished: work == .scoring, select: settings.selection,
            testInk: data.testInkDecision?.ink, skippedFiles: data.skippedFiles)
    }
}

extension TrainingRun {
    /// The part of `config.json` that tells where and how the run was started. It decides no
    /// weights.
    private func start(
        _ source: DataSource, runPath: String, hosts: [String], data: TrainingData,
        warnings: [String]
    ) -> RunStart {
        var start = RunStart()
        start.commandLine = context.commandLine
        start.runFolder = runPath
        start.trainFolder = source.folders?.training
        start.validationFolder = source.folders?.validation
        start.testFolder = source.folders?.test
        start.testInk = data.testInkDecision?.ink
        start.ranks = group.worldSize
        for host in hosts where !start.hostNames.contains(host) { start.hostNames.append(host) }
        start.buildID = context.buildID
        start.startedUTC = RunFolder.utcText(context.startedUTC)
        start.warnings = warnings
        return start
    }

    /// Makes `runs/latest` a link to the run. A convenience: if it fails, the run continues with a
    /// warning.
    private func linkAsLatest(_ folder: RunFolder) {
        do {
            try folder.linkAsLatest()
        } catch {
            emit(.warning("the run is not linked as the latest one: \(error)"))
        }
    }
}
