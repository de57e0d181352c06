import TextFormats

extension ImageIndex {
    /// The entries of a folder that are not images, counted by kind. They are printed at the start
    /// and stored in `summary.json`, so that nothing is ignored silently.
    package struct Skipped: Sendable, Codable, Equatable {
        /// A name and how often it occurred.
        package struct Tally: Sendable, Codable, Equatable {
            package var name: String
            package var count: Int

            package init(name: String, count: Int) {
                self.name = name
                self.count = count
            }
        }

        /// Hidden entries: names with a leading dot (`.DS_Store`) and others that systems hide.
        package var hidden = 0
        /// Files whose name does not end in `.png`, and entries that are neither files nor folders.
        package var notPNG = 0
        /// Files of 0 bytes whose name ends in `.png`.
        package var empty = 0
        /// Folders whose name ends in `.png`.
        package var foldersNamedPNG = 0
        package var danglingLinks = 0
        package var namesNotUTF8 = 0
        /// Links that were not followed; see `ImageIndex.doubtfulLinks`.
        package var links = 0
        /// The extensions of the files counted in `notPNG`, in lower case and without the dot.
        package var extensions: [Tally] = []
        /// Folders that systems create, such as `lost+found`.
        package var systemFolders: [Tally] = []

        package init() {}

        package var total: Int {
            hidden + notPNG + empty + foldersNamedPNG + danglingLinks + namesNotUTF8 + links
                + systemFolders.total
        }

        static func += (left: inout Skipped, right: Skipped) {
            left.hidden += right.hidden
            left.notPNG += right.notPNG
            left.empty += right.empty
            left.foldersNamedPNG += right.foldersNamedPNG
            left.danglingLinks += right.danglingLinks
            left.namesNotUTF8 += right.namesNotUTF8
            left.links += right.links
            for tally in right.extensions { left.extensions.add(tally.name, tally.count) }
            for tally in right.systemFolders { left.systemFolders.add(tally.name, tally.count) }
        }

        /// Counts a file that is not read because of its name.
        mutating func countNotPNG(_ name: String) {
            notPNG += 1
            let text = fileExtension(of: name)
            guard !text.isEmpty else { return }
            // Names such as `scan.0001` would make an endless list, so their number is limited.
            let isKnown = extensions.contains { $0.name == text }
            if isKnown || extensions.count < Self.mostExtensions { extensions.add(text, 1) }
        }

        private static let mostExtensions = 32
    }
}

extension [ImageIndex.Skipped.Tally] {
    package var total: Int { reduce(0) { $0 + $1.count } }

    /// Adds to the count of a name.
    mutating func add(_ name: String, _ count: Int) {
        if let place = firstIndex(where: { $0.name == name }) {
            self[place].count += count
        } else {
            append(Element(name: name, count: count))
        }
    }

    /// Sorted by frequency, the most frequent first.
    package var byFrequency: [Element] {
        sorted { $0.count == $1.count ? bytesPrecede($0.name, $1.name) : $0.count > $1.count }
    }
}

extension ImageIndex.Skipped: CustomStringConvertible {
    /// For example "3 hidden, 2 not .png (2 .jpg), 1 system folder (lost+found)"; empty if nothing
    /// was skipped.
    package var description: String {
        let formats = extensionList
        return
            ([
                counted(hidden, "hidden"),
                counted(notPNG, "not .png").map { formats.isEmpty ? $0 : "\($0) (\(formats))" },
            ] + otherKinds + [
                counted(systemFolders.total, "system folder", "system folders").map {
                    "\($0) (\(systemFolderList))"
                }
            ]).compactMap { $0 }.joined(separator: ", ")
    }

    /// The contents of a class folder without images, such as "12 .jpg, 1 empty"; empty if there is
    /// nothing of the user's.
    package var contents: String {
        let rest = notPNG - extensions.total
        return
            ((extensions.isEmpty ? [] : [extensionList])
            + [rest > 0 ? "\(rest) not .png" : nil] + otherKinds)
            .compactMap { $0 }.joined(separator: ", ")
    }

    private var otherKinds: [String?] {
        [
            counted(empty, "empty"),
            counted(foldersNamedPNG, "folder named .png", "folders named .png"),
            counted(danglingLinks, "dangling link", "dangling links"),
            counted(namesNotUTF8, "name not UTF-8", "names not UTF-8"),
            counted(links, "link not followed", "links not followed"),
        ]
    }

    private var extensionList: String {
        NameList.text(extensions.byFrequency.map { "\($0.count) .\($0.name)" }, limit: 8)
    }

    private var systemFolderList: String {
        let sorted = systemFolders.byFrequency
        return NameList.text(
            sorted.count == 1 ? [sorted[0].name] : sorted.map { "\($0.count) \($0.name)" },
            limit: 8)
    }

    /// `3 hidden` or `1 empty`; nil for none.
    private func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String? {
        count == 0 ? nil : "\(count) \(count == 1 ? one : many ?? one)"
    }
}

/// The extension of a file name in lower case and without the dot; empty if there is none, or if
/// the text after the last dot does not look like one.
private func fileExtension(of name: String) -> String {
    let bytes = name.utf8
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > bytes.startIndex else {
        return ""
    }
    let text = name[bytes.index(after: dot)...].lowercased()
    let isPlain = text.utf8.allSatisfy {
        ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z"))
            || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
    }
    let startsWithLetter = (text.utf8.first ?? 0) >= UInt8(ascii: "a")
    return isPlain && startsWithLetter && text.utf8.count <= 5 ? text : ""
}
