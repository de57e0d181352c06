import Failures
import TextFormats

/// The group of each training image: its writer, its form or its session. Images of a group
/// resemble each other, so a group must not be divided between training and validation.
package struct SampleGroups: Sendable, Equatable {
    /// The group for the bytes of each path, because Strings with different bytes can be equal.
    private let groups: [[UInt8]: String]

    /// Larger files are refused; 64 MiB are enough for more than a million rows.
    package static let maximumByteCount = 64 << 20

    /// Reads rows `path,group` and checks that they name each image of the index once. A header
    /// `path,group` and empty lines are accepted.
    ///
    ///     path,group
    ///     alef/scan 1.png,writer 07
    ///
    /// - Parameters:
    ///   - file: the path of the CSV file, for messages.
    ///   - index: the whole training folder.
    /// - Throws: `FolderError` of kind `badData` that names the line or the image.
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

    /// The groups of some images, sorted by the bytes of their names: each name with the indices of
    /// its images.
    func members(of entries: ImageIndex.Entries) -> [(name: String, places: [Int])] {
        var members: [[UInt8]: [Int]] = [:]
        for (place, entry) in entries.enumerated() {
            members[Array(group(of: entry).utf8), default: []].append(place)
        }
        return members.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
    }

    /// The SHA-256 of the images' paths and groups, in 64 hexadecimal digits.
    /// - Parameter entries: sorted by the bytes of their paths, as in an index.
    package func digest(of entries: ImageIndex.Entries) -> String {
        var digest = SHA256Digest()
        for entry in entries {
            digest.update(framed: entry.path)
            digest.update(framed: group(of: entry))
        }
        return digest.hexadecimal()
    }
}
