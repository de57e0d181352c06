import Failures
import Glibc
import TextFormats

/// The images that `predict` is asked to recognize, in the order in which they were named: files,
/// and all images below named folders. An image that is named twice occurs twice.
package struct ImageRequest {
    /// The images' paths, ready to be opened.
    package private(set) var paths: [String] = []
    /// Arguments that name no image: folders that are unreadable or have none, and invalid lines of
    /// lists.
    package private(set) var failures: [FolderError] = []
    /// The folders in which entries were skipped.
    package private(set) var skipped: [(folder: String, skipped: ImageIndex.Skipped)] = []
    private let onEntry: (() -> Void)?

    /// - Parameter onEntry: called for each folder entry that is found.
    package init(onEntry: (() -> Void)? = nil) {
        self.onEntry = onEntry
    }

    /// Adds a file, or the images below a folder. Whether a file is readable is checked when it is
    /// decoded.
    package mutating func add(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            paths.append(path)
            return
        }
        do throws(FolderError) {
            let found = try ImageIndex.images(below: path, onEntry: onEntry)
            paths += found.paths
            if found.skipped.total > 0 { skipped.append((path, found.skipped)) }
        } catch {
            failures.append(error)
        }
    }

    /// Adds the files and folders of a list with one path per line. Blank lines, carriage returns
    /// at the ends of lines and a byte order mark at the beginning are ignored.
    ///
    /// - Parameter name: the name of the list, for messages.
    package mutating func add(list: [UInt8], named name: String) {
        let mark = CSVText.byteOrderMark
        let text = list.starts(with: mark) ? list.dropFirst(mark.count) : list[...]
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (place, line) in lines.enumerated() {
            let bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            guard bytes.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") })
            else { continue }
            // The system would end the path at a zero byte and open a different file.
            guard !bytes.contains(0), let path = String(validating: bytes, as: UTF8.self) else {
                failures.append(
                    FolderError(
                        .badData, path: "\(name), line \(place + 1)",
                        what: "not a path in UTF-8",
                        remedy: "write one path a line, as text in UTF-8"))
                continue
            }
            add(path)
        }
    }

    /// The images as an index. All labels are 0 and have no meaning, because the classes are to be
    /// predicted.
    package func index(classNames: [String]) -> ImageIndex {
        ImageIndex(
            folder: "", classNames: classNames,
            entries: paths.map { ImageIndex.Entry(path: $0, label: 0) })
    }
}
