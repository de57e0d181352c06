package import Datasets
import Failures
import Files
import TextFormats

/// The names of classes that are shown to people, such as `alef ا` for the label `1`: the content
/// of a `--class-names` file. In all files the labels remain the keys.
package struct ShownNames: Sendable, Equatable {
    /// One name for each label, in the order of the labels.
    package let names: [String]

    /// A larger file is refused; there are at most 10,000 labels.
    private static let greatestByteCount = 4 << 20

    /// Reads a file.
    ///
    /// - Parameter labels: the labels of the network's classes.
    /// - Throws: `FileError` if the file cannot be read; the errors of `init(csv:file:labels:)`.
    package init(file: String, labels: [String]) throws {
        try self.init(
            csv: try InputFile.contents(of: file, limit: Self.greatestByteCount), file: file,
            labels: labels)
    }

    /// Reads rows `label,name`, where a header `label,name` and empty lines are allowed, and checks
    /// that each label has a different name.
    ///
    /// - Parameter file: the CSV file's path, for messages.
    /// - Throws: `FolderError` of kind `badData` that names the line or the label.
    package init(csv bytes: [UInt8], file: String, labels: [String]) throws(FolderError) {
        func failure(_ line: Int?, _ what: String) -> FolderError {
            FolderError(
                .badData, path: line.map { "\(file), line \($0)" } ?? file, what: what,
                remedy: "write one row label,name for each class")
        }
        // Compared by bytes, because strings with different bytes can be equal.
        var places: [[UInt8]: Int] = [:]
        for (place, label) in labels.enumerated() { places[Array(label.utf8)] = place }
        var names = [String?](repeating: nil, count: labels.count)
        var labelsOfNames: [[UInt8]: String] = [:]
        var reader = CSVReader(bytes: bytes, fieldLimit: 2)
        while true {
            let fields: [String]
            do {
                guard let record = try reader.record() else { break }
                fields = record
            } catch {
                throw failure(error.line, error.what)
            }
            let line = reader.recordLine
            if fields == [""] || line == 1 && fields == ["label", "name"] { continue }
            guard fields.count == 2, !fields[0].isEmpty, !fields[1].isEmpty else {
                throw failure(line, "a row needs a label and a name")
            }
            guard let place = places[Array(fields[0].utf8)] else {
                throw failure(
                    line,
                    "\"\(fields[0])\" is the label of no class; the labels are"
                        + " \(quotedList(labels, limit: 12))")
            }
            guard names[place] == nil else {
                throw failure(line, "the label \"\(fields[0])\" is named twice")
            }
            if let other = labelsOfNames.updateValue(fields[0], forKey: Array(fields[1].utf8)) {
                throw failure(
                    line, "\"\(fields[1])\" is the name of \"\(other)\" and of \"\(fields[0])\"")
            }
            names[place] = fields[1]
        }
        let unnamed = zip(labels, names).filter { $0.1 == nil }.map(\.0)
        guard unnamed.isEmpty else {
            throw failure(nil, "it has no name for \(quotedList(unnamed, limit: 12))")
        }
        self.names = names.compactMap { $0 }
    }
}
