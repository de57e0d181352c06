import Collectives
import Datasets
import Files
import Images
import Recognition
import RunRecords

/// Lists the images of all folders of a run, splits off validation, deals the rest to the virtual
/// workers, and decodes what this rank needs.
struct FolderLoading {
    let source: DataSource
    let description: RunDescription
    let settings: RunSettings
    let group: any Collective
    /// Called with the number of images that were just found, or decoded: a sign of progress for
    /// the watchdog.
    let countImages: (_ count: Int) -> Void

    /// What was loaded, folder by folder.
    struct Loaded {
        /// The names of `--class-names`, in the order of the classes; empty without it.
        let shownNames: [String]
        /// Its stores are the shards of this rank's workers, and last this rank's part of the
        /// training images that validate.
        let training: SharedImages
        let plan: ShardPlan
        /// Nil unless validation is split by groups.
        let groupsDigest: String?
        /// The validation folder; nil if validation images are taken from the training folder.
        let validation: SharedImages?
        /// Nil without a test folder.
        let test: SharedImages?
    }

    /// - Parameter workers: the virtual workers of this rank.
    /// - Throws: on all ranks alike, what is missing from the folders or wrong with the images.
    func load(workers: Range<Int>) throws -> Loaded {
        let found = try list { try source.trainingIndex(onEntry: { countImages(1) }) }
        let shownNames = try group.shownNames(
            file: settings.classNamesFile, labels: found.classNames)
        let carving = try carving(of: found)
        let foundValidation =
            source.hasValidation
            ? try list { try source.validationIndex(for: found, onEntry: { countImages(1) }) } : nil
        let foundTest =
            source.hasTest
            ? try list { try source.testIndex(for: found, onEntry: { countImages(1) }) } : nil

        let training = load(found, trainingInk: nil) { index in
            ShardPlan(
                entries: index.entries, carving: carving,
                virtualWorkers: description.schedule.virtualWorkers)
        } parts: { plan in
            workers.map { plan.workerEntries[$0] }
                + [group.share(of: plan.validation, on: settings.validateOn)]
        }
        // If loading failed the run ends below, so the ink no longer matters.
        let ink = (try? training.get())?.images.inkDecision.ink
        let validation = foundValidation.map {
            loadAll(of: $0, trainingInk: ink, on: settings.validateOn)
        }
        let test = foundTest.map { loadAll(of: $0, trainingInk: ink, on: .all) }
        try requireReadable(training.map(\.images), [validation, test].compactMap(\.self))

        let (images, plan) = try training.get()
        try requireEnough(images.index, for: carving)
        return Loaded(
            shownNames: shownNames, training: images, plan: plan,
            groupsDigest: carving.groups?.digest(of: images.index.entries),
            validation: try validation?.get(), test: try test?.get())
    }

    /// Rank 0 lists the folders for all ranks: a folder that is being filled, or a slow network
    /// file system, could show each rank other files.
    private func list(_ scan: () throws -> ImageIndex) throws -> ImageIndex {
        source.isEqualEverywhere
            ? try scan() : try group.indexFromRoot(badImages: settings.badImages, scan)
    }

    private func load<Plan>(
        _ index: ImageIndex, trainingInk: Ink?, plan: (ImageIndex) -> Plan,
        parts: (Plan) -> [[Int]]
    ) -> Result<(images: SharedImages, plan: Plan), any Error> {
        let (height, width) = (description.data.imageHeight, description.data.imageWidth)
        let images = source.images(seed: description.seed, height: height, width: width)
        return Result {
            try group.load(
                images, index, height: height, width: width, ink: description.data.ink,
                trainingInk: trainingInk, badImages: settings.badImages,
                countImages: countImages, plan: plan, parts: parts)
        }
    }

    /// Loads a validation or test folder.
    private func loadAll(
        of index: ImageIndex, trainingInk: Ink?, on ranks: ValidationPlace
    ) -> Result<SharedImages, any Error> {
        load(index, trainingInk: trainingInk) {
            Array($0.entries.indices)
        } parts: {
            [group.share(of: $0, on: ranks)]
        }.map(\.images)
    }

    /// Reports the bad images of all folders in one error, so that all can be repaired at once.
    ///
    /// - Throws: `BadImagesError`, also when the images that are left belong to a single class.
    private func requireReadable(
        _ training: Result<SharedImages, any Error>, _ others: [Result<SharedImages, any Error>]
    ) throws {
        let errors = ([training] + others).compactMap { result -> BadImagesError? in
            guard case .failure(let error) = result else { return nil }
            return error as? BadImagesError
        }
        guard errors.isEmpty else { throw BadImagesError(errors.flatMap(\.folders)) }
        let left = try training.get()
        guard left.index.classCounts.count(where: { $0 > 0 }) > 1 else {
            throw BadImagesError([left.leftOut])
        }
    }

    /// How validation images are chosen from the training folder: by fraction, fold or groups; none
    /// if validation has a folder of its own. Rank 0 reads the file of groups for all ranks.
    private func carving(of index: ImageIndex) throws -> ValidationCarving {
        guard !source.hasValidation else {
            return ValidationCarving(fraction: 0, seed: description.seed)
        }
        var carving = ValidationCarving(
            fraction: description.validation.fraction, fold: description.validation.fold,
            seed: description.seed)
        if description.validation.split == .group {
            guard let file = settings.groupsFile else {
                throw ConfigurationError(
                    "--validation-split group needs a file of groups", remedy: "pass --groups FILE")
            }
            let bytes = try group.fromRoot(rows: {
                let bytes = try InputFile.contents(
                    of: file, limit: SampleGroups.maximumByteCount)
                _ = try SampleGroups(csv: bytes, file: file, index: index)
                return bytes
            })
            carving.groups = try SampleGroups(csv: bytes, file: file, index: index)
        }
        try requireEnough(index, for: carving)
        return carving
    }

    /// - Throws: when there are too few groups or images to split.
    private func requireEnough(
        _ index: ImageIndex, for carving: ValidationCarving
    ) throws(ConfigurationError) {
        guard let shortage = carving.shortage(in: index.entries) else { return }
        throw ConfigurationError(
            shortage, remedy: "pass fewer --folds, or more groups or images")
    }
}

extension Collective {
    /// The images that this rank scores: its equal part of them, or all of them on rank 0.
    ///
    /// - Parameters:
    ///   - places: indices of the images.
    ///   - ranks: which ranks score, `--validate-on`.
    func share(of places: [Int], on ranks: ValidationPlace) -> [Int] {
        switch ranks {
        case .all: share(of: places)
        case .root: isRoot ? places : []
        }
    }
}
