import Images

extension Manifest {
    /// The rows of a manifest, created when they are accessed. A million rows stored as Strings
    /// would take 200 MB; this form takes 75 MB, most of which is shared with the index.
    package struct Rows: Sendable, RandomAccessCollection {
        private let training: Part
        private let validation: Part
        private let test: Part

        package var startIndex: Int { 0 }
        package var endIndex: Int { places(of: .test).upperBound }

        /// The range of a folder's images in the manifest.
        func places(of folder: Folder) -> Range<Int> {
            let validationStart = training.entries.count
            let testStart = validationStart + validation.entries.count
            return switch folder {
            case .training: 0..<validationStart
            case .validation: validationStart..<testStart
            case .test: testStart..<testStart + test.entries.count
            }
        }

        package subscript(place: Int) -> Row {
            let validationStart = training.entries.count
            if place < validationStart { return training.row(place, untrained: .validation) }
            let testStart = validationStart + validation.entries.count
            return place < testStart
                ? validation.row(place - validationStart, untrained: .validation)
                : test.row(place - testStart, untrained: .test)
        }

        /// - Parameters:
        ///   - training: the images of the training folder, including those held out for
        ///     validation.
        ///   - validation: the images of the validation folder.
        ///   - test: the test images.
        init(training: Part, validation: Part, test: Part) {
            self.training = training
            self.validation = validation
            self.test = test
        }
    }

    /// The images of one folder, sorted by the bytes of their paths.
    struct Part: Sendable {
        fileprivate let entries: ImageIndex.Entries
        private let classNames: [String]
        /// The worker that trains on each image, or `noWorker`; empty if no image has one.
        private let workers: [Int32]
        private let digests: [ImageDigest]

        static let noWorker: Int32 = -1

        init(
            _ entries: ImageIndex.Entries, classNames: [String], workers: [Int32] = [],
            digests: [ImageDigest]
        ) {
            precondition(
                digests.count == entries.count
                    && (workers.isEmpty || workers.count == digests.count),
                "a manifest needs one digest for each image")
            guard entries.areInOrder else {
                let places = entries.indices.sorted { entries.path(at: $0, precedesThatAt: $1) }
                self.entries = ImageIndex.Entries(places.lazy.map { entries[$0] })
                self.workers = workers.isEmpty ? [] : places.map { workers[$0] }
                self.digests = places.map { digests[$0] }
                self.classNames = classNames
                return
            }
            self.entries = entries
            self.classNames = classNames
            self.workers = workers
            self.digests = digests
        }

        /// Images that no worker trains on.
        init(_ index: ImageIndex, _ digests: [ImageDigest]) {
            self.init(index.entries, classNames: index.classNames, digests: digests)
        }

        init(rows: [Row]) {
            // Labels are compared by bytes, because Strings with different bytes can be equal.
            var labels: [[UInt8]: Int] = [:]
            var classNames: [String] = []
            var entries: ImageIndex.Entries = []
            for row in rows {
                let name = Array(row.label.utf8)
                let label = labels[name] ?? classNames.count
                if label == classNames.count {
                    labels[name] = label
                    classNames.append(row.label)
                }
                entries.append(ImageIndex.Entry(path: row.path, label: label))
            }
            self.init(
                entries, classNames: classNames,
                workers: rows.map { $0.worker.map { Int32($0) } ?? Self.noWorker },
                digests: rows.map(\.digest))
        }

        /// - Parameter untrained: the split of images without a worker.
        fileprivate func row(_ place: Int, untrained: Split) -> Row {
            let entry = entries[place]
            let worker = workers.isEmpty ? Self.noWorker : workers[place]
            let isTrained = worker != Self.noWorker
            return Row(
                path: entry.path, label: classNames[entry.label],
                split: isTrained ? .train : untrained,
                worker: isTrained ? Int(worker) : nil, digest: digests[place])
        }
    }
}
