package import SyntheticLetters

/// Where a run's images and their labels come from. docs/extending.md lists the files that a new
/// source touches.
package enum DataSource: Sendable, Codable, Equatable, CustomStringConvertible {
    /// Folders of images.
    case folders(DataFolders)
    /// The built-in synthetic letters, with this many images of each class.
    case synthetic(trainingPerClass: Int, testPerClass: Int)

    package var description: String {
        switch self {
        case .folders(let folders):
            ([folders.training] + [folders.validation].compactMap(\.self)
                + [folders.test ?? "no test images"]).joined(separator: " and ")
        case .synthetic(let training, let test):
            "\(training) and \(test) synthetic letters of each class"
        }
    }

    /// The folders of images; nil for another source.
    package var folders: DataFolders? {
        guard case .folders(let folders) = self else { return nil }
        return folders
    }

    /// The training samples: their paths and labels.
    ///
    /// - Parameter onEntry: called for each folder entry that is found.
    /// - Throws: the errors of `ImageIndex.scan`.
    package func trainingIndex(onEntry: @escaping () -> Void) throws(FolderError) -> ImageIndex {
        switch self {
        case .folders(let folders):
            try .scan(
                folders.training,
                otherFolders: [folders.validation, folders.test].compactMap(\.self),
                onEntry: onEntry)
        case .synthetic(let perClass, _):
            LetterRenderer.index(samplesPerClass: perClass, firstSample: 0)
        }
    }

    /// Whether every rank computes the same samples by itself; otherwise rank 0 lists them for all
    /// ranks, because folders may differ between hosts.
    package var isEqualEverywhere: Bool {
        if case .synthetic = self { true } else { false }
    }

    /// Whether validation has samples of its own, instead of some of the training samples.
    package var hasValidation: Bool { folders?.validation != nil }

    /// Whether there are test samples.
    package var hasTest: Bool { folders.map { $0.test != nil } ?? true }

    /// The samples that validation has of its own, labelled by the classes of `training`.
    ///
    /// - Parameter onEntry: called for each folder entry that is found.
    /// - Throws: what `ImageIndex.scan` and `mapped(toClasses:of:)` throw.
    package func validationIndex(
        for training: ImageIndex, onEntry: @escaping () -> Void
    ) throws(FolderError) -> ImageIndex {
        guard let folders, let validation = folders.validation else {
            preconditionFailure("a source without validation samples has no index of them")
        }
        return try .scan(
            validation, for: .validation, trainingClasses: training.classNames,
            otherFolders: [folders.training] + [folders.test].compactMap(\.self), onEntry: onEntry
        ).mapped(toClasses: training.classNames, of: training)
    }

    /// The test samples, with labels that refer to the classes of `training`.
    ///
    /// - Parameter onEntry: called for each folder entry that is found.
    /// - Throws: the errors of `ImageIndex.scan` and `mapped(toClasses:of:)`.
    package func testIndex(
        for training: ImageIndex, onEntry: @escaping () -> Void
    ) throws(FolderError) -> ImageIndex {
        switch self {
        case .folders(let folders):
            guard let test = folders.test else {
                preconditionFailure("a source without test samples has no index of them")
            }
            return try .scan(
                test, for: .test, trainingClasses: training.classNames,
                otherFolders: [folders.training] + [folders.validation].compactMap(\.self),
                onEntry: onEntry
            ).mapped(toClasses: training.classNames, of: training)
        case .synthetic(_, let perClass):
            return LetterRenderer.index(
                samplesPerClass: perClass, firstSample: LetterRenderer.firstTestSample)
        }
    }

    /// What produces the pixels of this source's samples.
    ///
    /// - Parameters:
    ///   - seed: of synthetic letters.
    ///   - height: of synthetic letters, in pixels.
    ///   - width: of synthetic letters, in pixels.
    package func images(seed: UInt64, height: Int, width: Int) -> ImageSource {
        switch self {
        case .folders: .files
        case .synthetic: .synthetic(LetterRenderer(seed: seed, height: height, width: width))
        }
    }
}

/// What produces the pixels of the samples of an index.
package enum ImageSource: Sendable {
    /// Files below the index's folder.
    case files
    /// Letters that the program draws when they are loaded.
    case synthetic(LetterRenderer)

    /// Loads the images at some places of an index; see `ImageStore.load`.
    ///
    /// - Parameter listedElsewhere: whether another host has listed the files.
    package func load(
        _ places: [Int], of index: ImageIndex, height: Int, width: Int, listedElsewhere: Bool,
        countImages: @escaping (_ count: Int) -> Void
    ) -> ImageStore.Loaded {
        let entries = places.lazy.map { index.entries[$0] }
        return switch self {
        case .files:
            ImageStore.load(
                folder: index.folder, entries: entries, height: height, width: width,
                listedElsewhere: listedElsewhere
            ) { _ in countImages(1) }
        case .synthetic(let letters):
            letters.load(entries) { _ in countImages(1) }
        }
    }
}
