extension ImageIndex {
    /// Images with their labels, stored as one array of bytes and three arrays of numbers instead
    /// of one object per image. A million images take 40 MB, a third of what Strings would take,
    /// and can be copied and sent without conversion.
    package struct Entries: Sendable, Codable, Equatable {
        /// The UTF-8 bytes of all paths, one after the other.
        package private(set) var pathBytes: [UInt8]
        /// The end of each path in `pathBytes`.
        package private(set) var pathEnds: [Int]
        /// The index of each image's class in `ImageIndex.classNames`.
        package private(set) var labels: [Int32]
        /// The sizes of the files in bytes; 0 if a size is not known or is 4 GiB or more.
        package private(set) var byteCounts: [UInt32]

        /// - Parameters: as the properties say; of one length but for the bytes, ends rising.
        package init(pathBytes: [UInt8], pathEnds: [Int], labels: [Int32], byteCounts: [UInt32]) {
            precondition(
                pathEnds.count == labels.count && pathEnds.count == byteCounts.count
                    && pathEnds.last ?? 0 == pathBytes.count,
                "each image has a path, a label and a size")
            self.byteCounts = byteCounts
            self.pathBytes = pathBytes
            self.pathEnds = pathEnds
            self.labels = labels
        }

        package init(_ entries: some Sequence<Entry>) {
            if let entries = entries as? Self {
                self = entries
                return
            }
            self.init(pathBytes: [], pathEnds: [], labels: [], byteCounts: [])
            for entry in entries { append(entry) }
        }

        package mutating func append(_ entry: Entry) {
            pathBytes.append(contentsOf: entry.path.utf8)
            pathEnds.append(pathBytes.count)
            labels.append(Int32(entry.label))
            byteCounts.append(UInt32(exactly: entry.byteCount) ?? 0)
        }

        /// - Parameter sizes: the file sizes in bytes, one for each image.
        mutating func setByteCounts(_ sizes: some Sequence<Int>) {
            byteCounts = sizes.map { UInt32(exactly: $0) ?? 0 }
            precondition(byteCounts.count == labels.count, "each image has a size")
        }

        /// `SampleKey.hash` of a path, without creating a String.
        package func key(at place: Int) -> UInt64 {
            withPath(at: place) { SampleKey.hash($0) }
        }

        /// Whether one path precedes another by its bytes.
        func path(at left: Int, precedesThatAt right: Int) -> Bool {
            withPath(at: left) { left in
                withPath(at: right) { right in bytesPrecede(left, right) }
            }
        }

        /// Whether the paths are sorted by their bytes.
        var areInOrder: Bool {
            indices.dropFirst().allSatisfy { !path(at: $0, precedesThatAt: $0 - 1) }
        }

        /// The same images with other labels.
        /// - Parameter newLabels: the new label for each current label.
        func relabelled(_ newLabels: [Int]) -> Entries {
            Entries(
                pathBytes: pathBytes, pathEnds: pathEnds,
                labels: labels.map { Int32(newLabels[Int($0)]) }, byteCounts: byteCounts)
        }

        /// Calls `body` with the UTF-8 bytes of one path.
        private func withPath<Result>(
            at place: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
        ) -> Result {
            let start = place == 0 ? 0 : pathEnds[place - 1]
            return pathBytes.withUnsafeBufferPointer {
                body(UnsafeBufferPointer(rebasing: $0[start..<pathEnds[place]]))
            }
        }
    }
}

extension ImageIndex.Entries: RandomAccessCollection, ExpressibleByArrayLiteral {
    package var startIndex: Int { 0 }
    package var endIndex: Int { labels.count }

    package subscript(place: Int) -> ImageIndex.Entry {
        ImageIndex.Entry(
            path: withPath(at: place) { String(decoding: $0, as: UTF8.self) },
            label: Int(labels[place]), byteCount: Int(byteCounts[place]))
    }

    package init(arrayLiteral entries: ImageIndex.Entry...) {
        self.init(entries)
    }
}
