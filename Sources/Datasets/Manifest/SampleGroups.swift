import Failures
import TextFormats

/// Which group each training image belongs to: its writer, its form, its session. Images of a group
/// resemble each other, so a network that has trained on some is not tested by the others.
package struct SampleGroups: Sendable, Equatable {
    /// Groups by the bytes of paths: strings of other bytes can be equal.
    private let groups: [[UInt8]: String]

    /// A larger file is refused: 64 MiB hold more than a million rows.
    package static let maximumByteCount = 64 << 20

    /// Reads rows `path,group`, a header `path,group` and empty lines accepted, and checks that they
    /// name each of the index's images once.
    ///
    /// - Parameters:
    ///   - file: the CSV file's path, for messages.
    ///   - index: the whole training folder.
    /// - Throws: `FolderError` of kind `badData` naming the line or the image.
    package init(
        csv bytes: [UInt8], file: String, index: ImageIndex
    ) throws(FolderError) {
        func failure(_ line: Int?, _ what: String, _ remedy: String) -> FolderError {
            FolderError(
                .badData, path: line.map { "\(file), line \($0)" } ?? file, what: what,
                remedy: remedy)
        }
        let form = "write one row path,group for each training image"
        let asManifest = "write paths relative to \(index.folder), as manifest.csv has them"
        let known = Set(index.entries.map { Array($0.path.utf8) })
        var reader = CSVReader(bytes: bytes, fieldLimit: 2)
        var groups: [[UInt8]: String] = [:]
        while true {
            let fields: [String]
            do {
                guard let record = try reader.record() else { break }
                fields = record
            } catch {
                throw failure(error.line, error.what, form)
            }
            let line = reader.recordLine
            if fields == [""] || line == 1 && fields == ["path", "group"] { continue }
            guard fields.count == 2, !fields[0].isEmpty, !fields[1].isEmpty else {
                throw failure(line, "a row needs a path and a group", form)
            }
            let path = Array(fields[0].utf8)
            guard known.contains(path) else {
                throw failure(line, "\"\(fields[0])\" is no training image", asManifest)
            }
            guard groups.updateValue(fields[1], forKey: path) == nil else {
                throw failure(line, "\"\(fields[0])\" is listed twice", form)
            }
        }
        let missing = index.entries.filter { groups[Array($0.path.utf8)] == nil }
        if let first = missing.first {
            let others = missing.count > 1 ? " nor to \(missing.count - 1) others" : ""
            throw failure(nil, "it gives no group to \"\(first.path)\"\(others)", form)
        }
        self.groups = groups
    }

    /// The group of one of the images.
    func group(of entry: ImageIndex.Entry) -> String { groups[Array(entry.path.utf8)] ?? "" }

    /// The groups of some images: each one's name and the places of its images, by the names' bytes.
    func members(of entries: ImageIndex.Entries) -> [(name: String, places: [Int])] {
        var members: [[UInt8]: [Int]] = [:]
        for (place, entry) in entries.enumerated() {
            members[Array(group(of: entry).utf8), default: []].append(place)
        }
        return members.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
    }

    /// The SHA-256 of the images' paths and groups, in 64 hexadecimal digits.
    /// - Parameter entries: by the bytes of their paths, as an index has them.
    package func digest(of entries: ImageIndex.Entries) -> String {
        var digest = SHA256Digest()
        for entry in entries {
            digest.update(framed: entry.path)
            digest.update(framed: group(of: entry))
        }
        return digest.hexadecimal()
    }
}
