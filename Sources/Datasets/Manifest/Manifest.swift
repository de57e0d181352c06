package import Images
import TextFormats

/// Which files a run was trained, validated and tested on: the content of `manifest.csv`.
package struct Manifest: Sendable, Equatable {
    package enum Split: String, Sendable {
        case train, validation, test
    }

    /// One image file.
    package struct Row: Sendable, Equatable {
        /// Relative to the training folder, or to the test folder for `Split.test`.
        package var path: String
        /// The name of the class.
        package var label: String
        package var split: Split
        /// The virtual worker that trains on the image; nil outside `Split.train`.
        package var worker: Int?
        package var digest: ImageDigest

        package init(path: String, label: String, split: Split, worker: Int?, digest: ImageDigest) {
            self.path = path
            self.label = label
            self.split = split
            self.worker = worker
            self.digest = digest
        }

        fileprivate var isTest: Bool { split == .test }
    }

    /// Training and validation by the bytes of their paths, then test by the bytes of theirs.
    package let rows: Rows

    /// - Parameter rows: in any order; a worker of 0 to 2³¹ − 1 where an image is trained on.
    package init(rows: [Row]) {
        self.rows = Rows(
            training: Part(rows: rows.filter { !$0.isTest }),
            test: Part(rows: rows.filter(\.isTest)))
    }

    /// Test images alone, as `evaluate` has them.
    /// - Parameter digests: one digest for each of the index's entries.
    package init(test: ImageIndex, digests: [ImageDigest]) {
        rows = Rows(training: Part(rows: []), test: Part(test, digests))
    }

    /// The manifest of a run.
    /// - Parameters:
    ///   - trainingDigests: one digest for each of the training index's entries.
    ///   - test: labelled by the training index's classes; nil without a test folder.
    ///   - testDigests: one digest for each of the test index's entries.
    package init(
        training: ImageIndex, plan: ShardPlan, trainingDigests: [ImageDigest],
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
            test: test.map { Part($0, testDigests) } ?? Part(rows: []))
    }

    package static func == (left: Manifest, right: Manifest) -> Bool {
        left.rows.elementsEqual(right.rows)
    }

    package var hasTestImages: Bool { rows.testStart < rows.endIndex }

    /// The SHA-256, in 64 hexadecimal digits, of the paths, labels and digests of the images that
    /// training sees; not of the test images, which decide no weights, nor of split and workers,
    /// which follow from the configuration.
    package var dataDigest: String { digest(ofTest: false) }

    /// The same of the test images.
    package var testDigest: String { digest(ofTest: true) }

    private func digest(ofTest isTest: Bool) -> String {
        var digest = SHA256Digest()
        for row in isTest ? rows[rows.testStart...] : rows[..<rows.testStart] {
            digest.update(framed: row.path)
            digest.update(framed: row.label)
            row.digest.update(&digest)
        }
        return digest.hexadecimal()
    }

    /// How the data of a later run differs from this manifest's.
    package struct Difference: Sendable, Equatable, CustomStringConvertible {
        package enum Change: Sendable, Equatable {
            case removed
            case added
            case label(before: String, now: String)
            case content
        }

        package let path: String
        package let isTest: Bool
        package let change: Change

        package var description: String {
            let file = "\(isTest ? "test" : "training") image \"\(path)\""
            return switch change {
            case .removed: "\(file) is missing now"
            case .added: "\(file) is new"
            case .label(let before, let now): "\(file) was labelled \(before) and is \(now) now"
            case .content: "\(file) has other content now"
            }
        }
    }

    /// The first file, in the order of the rows, whose presence, label or content differs in
    /// `current`; nil when the data is the same. Split and worker are not compared.
    package func firstDifference(to current: Manifest) -> Difference? {
        var place = 0
        for row in rows {
            guard place < current.rows.count else { return row.difference(.removed) }
            let other = current.rows[place]
            if row.path.utf8.elementsEqual(other.path.utf8) && row.isTest == other.isTest {
                if row.label != other.label {
                    return row.difference(.label(before: row.label, now: other.label))
                }
                if row.digest != other.digest { return row.difference(.content) }
                place += 1
            } else if Manifest.precedes(other, row) {
                return other.difference(.added)
            } else {
                return row.difference(.removed)
            }
        }
        return place < current.rows.count ? current.rows[place].difference(.added) : nil
    }

    private static func precedes(_ left: Row, _ right: Row) -> Bool {
        if left.isTest != right.isTest { return right.isTest }
        return bytesPrecede(left.path, right.path)
    }
}

extension Manifest.Row {
    fileprivate func difference(_ change: Manifest.Difference.Change) -> Manifest.Difference {
        Manifest.Difference(path: path, isTest: isTest, change: change)
    }
}
