import Images

extension Manifest {
    /// The rows of a manifest, made as they are asked for: a million held as texts would take 200 MB,
    /// and take 75 MB so, most of which is shared with the index.
    package struct Rows: Sendable, RandomAccessCollection {
        private let training: Part
        private let test: Part

        package var startIndex: Int { 0 }
        package var endIndex: Int { testStart + test.entries.count }
        /// The place of the first test image.
        var testStart: Int { training.entries.count }

        package subscript(place: Int) -> Row {
            place < testStart
                ? training.row(place, isTest: false)
                : test.row(place - testStart, isTest: true)
        }

        /// - Parameters:
        ///   - training: what is trained on or validates, by the bytes of its paths.
        ///   - test: the test images, by the bytes of their paths.
        init(training: Part, test: Part) {
            self.training = training
            self.test = test
        }
    }

    /// The images of one folder, by the bytes of their paths.
    struct Part: Sendable {
        fileprivate let entries: ImageIndex.Entries
        private let classNames: [String]
        /// For each image the worker that trains on it, or `noWorker`; empty where none has one.
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

        init(_ test: ImageIndex, _ digests: [ImageDigest]) {
            self.init(test.entries, classNames: test.classNames, digests: digests)
        }

        init(rows: [Row]) {
            // By bytes: strings of other bytes can be equal.
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

        fileprivate func row(_ place: Int, isTest: Bool) -> Row {
            let entry = entries[place]
            let worker = workers.isEmpty ? Self.noWorker : workers[place]
            let isTrained = !isTest && worker != Self.noWorker
            return Row(
                path: entry.path, label: classNames[entry.label],
                split: isTest ? .test : isTrained ? .train : .validation,
                worker: isTrained ? Int(worker) : nil, digest: digests[place])
        }
    }
}
