package import Images
import TextFormats

/// The files that a run was trained, validated and tested on: the contents of `manifest.csv`. A
/// resume compares it with the current files, so that changed data are refused by name.
package struct Manifest: Sendable, Equatable {
    /// What an image is used for.
    package enum Split: String, Sendable {
        case train, validation, test
    }

    /// The folders whose images are listed, in the order of the rows.
    package enum Folder: String, Sendable, CaseIterable {
        /// Also of the images of it that validate.
        case training
        /// Where validation has a folder of its own.
        case validation
        case test
    }

    /// One image file.
    package struct Row: Sendable, Equatable {
        /// Relative to the image's folder.
        package var path: String
        /// The name of the class.
        package var label: String
        package var split: Split
        /// The virtual worker that trains on the image; nil for validation and test images.
        package var worker: Int?
        package var digest: ImageDigest

        package init(path: String, label: String, split: Split, worker: Int?, digest: ImageDigest) {
            self.path = path
            self.label = label
            self.split = split
            self.worker = worker
            self.digest = digest
        }
    }

    /// Folder by folder, each by the bytes of its paths.
    package let rows: Rows

    /// - Parameters:
    ///   - rows: rows in any order. The worker of a training image is 0 to 2³¹ − 1.
    ///   - hasValidationFolder: whether the images that validate are in a folder of their own.
    package init(rows: [Row], hasValidationFolder: Bool = false) {
        func part(_ folder: Folder) -> Part {
            Part(rows: rows.filter { $0.split.folder(hasValidationFolder) == folder })
        }
        self.rows = Rows(
            training: part(.training), validation: part(.validation), test: part(.test))
    }

    /// A manifest of test images only, for `evaluate`.
    /// - Parameter digests: one digest for each of the index's entries.
    package init(test: ImageIndex, digests: [ImageDigest]) {
        rows = Rows(
            training: Part(rows: []), validation: Part(rows: []), test: Part(test, digests))
    }

    /// The manifest of a run.
    /// - Parameters:
    ///   - trainingDigests: one digest for each of the training index's entries.
    ///   - validation: labelled by the training index's classes; nil if training images
    ///     validate.
    ///   - validationDigests: one digest for each of the validation index's entries.
    ///   - test: the test images, labelled with the training index's classes; nil without a test
    ///     folder.
    ///   - testDigests: one digest for each of the test index's entries.
    package init(
        training: ImageIndex, plan: ShardPlan, trainingDigests: [ImageDigest],
        validation: ImageIndex? = nil, validationDigests: [ImageDigest] = [],
        test: ImageIndex?, testDigests: [ImageDigest]
    ) {
        var workers = [Int32](repeating: Part.noWorker, count: training.entries.count)
        for (worker, places) in plan.workerEntries.enumerated() {
            for place in places { workers[place] = Int32(worker) }
        }
        rows = Rows(
            training: Part(
                training.entries, classNames: training.classNames, workers: workers,
                digests: trainingDigests),
            validation: validation.map { Part($0, validationDigests) } ?? Part(rows: []),
            test: test.map { Part($0, testDigests) } ?? Part(rows: []))
    }

    package static func == (left: Manifest, right: Manifest) -> Bool {
        left.rows.elementsEqual(right.rows)
    }

    /// Whether there is a validation folder.
    package var hasValidationImages: Bool { !rows.places(of: .validation).isEmpty }

    package var hasTestImages: Bool { !rows.places(of: .test).isEmpty }

    /// The SHA-256, in 64 hexadecimal digits, of the paths, labels and digests of the images of the
    /// training folder; not of split and workers, which follow from the configuration.
    package var dataDigest: String { digest(of: .training) }

    /// The same of the validation folder; empty without one.
    package var validationDigest: String {
        hasValidationImages ? digest(of: .validation) : ""
    }

    /// The same for the test images.
    package var testDigest: String { digest(of: .test) }

    private func digest(of folder: Folder) -> String {
        var digest = SHA256Digest()
        for row in rows[rows.places(of: folder)] {
            digest.update(framed: row.path)
            digest.update(framed: row.label)
            row.digest.update(&digest)
        }
        return digest.hexadecimal()
    }

    /// A difference between this manifest and the data of a later run.
    package struct Difference: Sendable, Equatable, CustomStringConvertible {
        /// What changed about a file.
        package enum Change: Sendable, Equatable {
            case removed
            case added
            case label(before: String, now: String)
            case content
        }

        package let path: String
        package let folder: Folder
        package let change: Change

        package var description: String {
            let file = "\(folder) image \"\(path)\""
            return switch change {
            case .removed: "\(file) is missing now"
            case .added: "\(file) is new"
            case .label(let before, let now): "\(file) was labelled \(before) and is \(now) now"
            case .content: "\(file) has other content now"
            }
        }
    }

    /// The first file, in the order of the rows, whose presence, label or content differs in
    /// `current`; nil if the data are the same. Split and worker are not compared.
    package func firstDifference(to current: Manifest) -> Difference? {
        for folder in Folder.allCases {
            if let difference = firstDifference(to: current, in: folder) { return difference }
        }
        return nil
    }

    private func firstDifference(to current: Manifest, in folder: Folder) -> Difference? {
        func difference(_ row: Row, _ change: Difference.Change) -> Difference {
            Difference(path: row.path, folder: folder, change: change)
        }
        let places = current.rows.places(of: folder)
        var place = places.lowerBound
        for row in rows[rows.places(of: folder)] {
            guard place < places.upperBound else { return difference(row, .removed) }
            let other = current.rows[place]
            guard row.path.utf8.elementsEqual(other.path.utf8) else {
                return bytesPrecede(other.path, row.path)
                    ? difference(other, .added) : difference(row, .removed)
            }
            if row.label != other.label {
                return difference(row, .label(before: row.label, now: other.label))
            }
            if row.digest != other.digest { return difference(row, .content) }
            place += 1
        }
        return place < places.upperBound ? difference(current.rows[place], .added) : nil
    }
}

extension Manifest.Split {
    /// The folder whose images have this split.
    fileprivate func folder(_ hasValidationFolder: Bool) -> Manifest.Folder {
        switch self {
        case .train: .training
        case .validation: hasValidationFolder ? .validation : .training
        case .test: .test
        }
    }
}
