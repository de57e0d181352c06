import Images
import TextFormats

extension Manifest {
    fileprivate static let header = ["path", "label", "split", "worker", "digest"]

    /// The manifest as CSV, with paths and labels as `CSVText` writes them and digests of 64
    /// hexadecimal digits.
    ///
    ///     path,label,split,worker,digest
    ///     beh/scan 7.png,beh,train,3,9f86d0…
    ///     beh/scan 9.png,beh,validation,,2c26b4…
    package var csv: [UInt8] { csvPortions.reduce(into: []) { $0 += $1 } }

    /// `csv` in portions of one or two megabytes, created one after the other, because the text for
    /// a million images has 100 MB.
    package var csvPortions: some Sequence<[UInt8]> {
        let portion = 1 << 14
        return stride(from: 0, to: max(rows.count, 1), by: portion).lazy.map { start in
            var bytes: [UInt8] = []
            if start == 0 {
                bytes.append(contentsOf: "\(Manifest.header.joined(separator: ","))\n".utf8)
            }
            for row in rows[start..<min(start + portion, rows.count)] { row.append(to: &bytes) }
            return bytes
        }
    }

    /// Reads the text of `csv`; carriage returns before line feeds are accepted.
    ///
    /// - Parameter hasValidationFolder: whether the images that validate are in a folder of their
    ///   own. The text does not tell: the run's description does.
    /// - Throws: `ManifestError` naming the line.
    package init(csv bytes: [UInt8], hasValidationFolder: Bool = false) throws(ManifestError) {
        var reader = CSVReader(bytes: bytes, fieldLimit: Manifest.header.count)
        func record() throws(ManifestError) -> [String]? {
            do {
                return try reader.record()
            } catch {
                throw ManifestError(line: error.line, what: error.what)
            }
        }
        guard let header = try record(), header == Manifest.header else {
            throw ManifestError(
                line: 1, what: "the header is not \(Manifest.header.joined(separator: ","))")
        }
        var rows: [Row] = []
        while let fields = try record() {
            rows.append(try Row(fields: fields, line: reader.recordLine))
        }
        self.init(rows: rows, hasValidationFolder: hasValidationFolder)
        // The rows are sorted, so two rows of the same file would be neighbours.
        for folder in Folder.allCases {
            let images = self.rows[self.rows.places(of: folder)]
            for (one, other) in zip(images, images.dropFirst())
            where one.path.utf8.elementsEqual(other.path.utf8) {
                throw ManifestError(line: 1, what: "\"\(one.path)\" is listed twice")
            }
        }
    }
}

extension Manifest.Row {
    /// Appends the row's line.
    fileprivate func append(to bytes: inout [UInt8]) {
        for cell in [CSVText.cell(path), CSVText.cell(label), split.rawValue] {
            bytes.append(contentsOf: cell.utf8)
            bytes.append(UInt8(ascii: ","))
        }
        if let worker { bytes.append(contentsOf: String(worker).utf8) }
        bytes.append(UInt8(ascii: ","))
        digest.appendHexadecimal(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }

    fileprivate init(fields: [String], line: Int) throws(ManifestError) {
        func fail(_ what: String) -> ManifestError { ManifestError(line: line, what: what) }
        guard fields.count == 5 else { throw fail("\(fields.count) fields instead of 5") }
        guard !fields[0].isEmpty else { throw fail("an empty path") }
        guard let split = Manifest.Split(rawValue: fields[2]) else {
            throw fail("\"\(fields[2].prefix(20))\" is neither train nor validation nor test")
        }
        let worker = Int(fields[3])
        let isLegal =
            split == .train ? worker.map { (0..<1_000_000).contains($0) } == true : fields[3] == ""
        guard isLegal else {
            throw fail("worker \"\(fields[3].prefix(20))\" with split \(split.rawValue)")
        }
        guard let digest = ImageDigest(hexadecimal: fields[4]) else {
            throw fail("\"\(fields[4].prefix(20))\" is not a digest of 64 hexadecimal digits")
        }
        self.init(
            path: fields[0], label: fields[1], split: split, worker: worker, digest: digest)
    }
}
