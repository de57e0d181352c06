import Failures

extension ImageIndex {
    /// "HWIX" and the version of the form.
    private static let magic: [UInt8] = [0x48, 0x57, 0x49, 0x58, 2]

    /// A compact form for sending the index to other ranks: little-endian 32-bit counts and
    /// labels, strings as a count of UTF-8 bytes and the bytes.
    package func encoded() -> [UInt8] {
        var writer = Writer(bytes: ImageIndex.magic)
        writer.bytes.reserveCapacity(entries.reduce(256) { $0 + $1.path.utf8.count + 8 })
        writer.append(folder)
        for count in skipped.counts { writer.append(count) }
        writer.append(classNames) { $0.append($1) }
        writer.append(entries) { writer, entry in
            writer.append(entry.label)
            writer.append(entry.path)
        }
        for tallies in [skipped.extensions, skipped.systemFolders] {
            writer.append(tallies) { writer, tally in
                writer.append(tally.name)
                writer.append(tally.count)
            }
        }
        writer.append(classFoldersWithoutImages) { writer, folder in
            writer.append(folder.name)
            writer.append(folder.contents)
        }
        writer.append(doubtfulLinks) { writer, link in
            writer.append(link.path)
            writer.append(link.target)
            writer.append(link.reason.rawValue)
        }
        return writer.bytes
    }

    /// Reads what `encoded()` wrote.
    /// - Throws: `FolderError` of kind `badData` when the bytes are anything else.
    package init(decoding bytes: [UInt8]) throws(FolderError) {
        var reader = Reader(bytes: bytes)
        guard let index = reader.index(after: ImageIndex.magic) else {
            throw FolderError(
                .badData, path: "index",
                what: "its \(bytes.count) bytes are damaged at byte \(reader.position)",
                remedy: "run the same build on all ranks")
        }
        self = index
    }

    /// Appends values one after the other.
    private struct Writer {
        var bytes: [UInt8]

        mutating func append(_ value: Int) {
            let word = UInt32(truncatingIfNeeded: value)
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }

        mutating func append(_ text: String) {
            append(text.utf8.count)
            bytes.append(contentsOf: text.utf8)
        }

        mutating func append<Element>(
            _ elements: [Element], _ write: (inout Writer, Element) -> Void
        ) {
            append(elements.count)
            for element in elements { write(&self, element) }
        }
    }

    /// Reads values one after the other; nil at the first that does not fit.
    private struct Reader {
        let bytes: [UInt8]
        private(set) var position = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        mutating func index(after magic: [UInt8]) -> ImageIndex? {
            guard bytes.starts(with: magic) else { return nil }
            position = magic.count
            guard let folder = text() else { return nil }
            guard let counts = list(minimumBytes: 4, count: 7, { $0.number() }),
                let classCount = number(),
                let names = list(minimumBytes: 4, count: classCount, { $0.text() }),
                let entries = list(minimumBytes: 8, { $0.entry(classCount: classCount) }),
                let extensions = list(minimumBytes: 8, { $0.tally() }),
                let systemFolders = list(minimumBytes: 8, { $0.tally() }),
                let classFolders = list(minimumBytes: 8, { $0.classFolder() }),
                let links = list(minimumBytes: 12, { $0.link() }),
                position == bytes.count
            else { return nil }
            var index = ImageIndex(folder: folder, classNames: names, entries: entries)
            index.skipped.counts = counts
            index.skipped.extensions = extensions
            index.skipped.systemFolders = systemFolders
            index.classFoldersWithoutImages = classFolders
            index.doubtfulLinks = links
            return index
        }

        private mutating func entry(classCount: Int) -> Entry? {
            guard let label = number(), label < classCount, let path = text() else { return nil }
            return Entry(path: path, label: label)
        }

        private mutating func tally() -> Skipped.Tally? {
            guard let name = text(), let count = number() else { return nil }
            return Skipped.Tally(name: name, count: count)
        }

        private mutating func classFolder() -> ClassFolder? {
            guard let name = text(), let contents = text() else { return nil }
            return ClassFolder(name: name, contents: contents)
        }

        private mutating func link() -> DoubtfulLink? {
            guard let path = text(), let target = text(), let number = number(),
                let reason = DoubtfulLink.Reason(rawValue: number)
            else { return nil }
            return DoubtfulLink(path: path, target: target, reason: reason)
        }

        /// A list behind the count of its elements.
        private mutating func list<Element>(
            minimumBytes: Int, _ read: (inout Reader) -> Element?
        ) -> [Element]? {
            number().flatMap { list(minimumBytes: minimumBytes, count: $0, read) }
        }

        /// Checks that `count` elements can be there before it reserves room for them.
        private mutating func list<Element>(
            minimumBytes: Int, count: Int, _ read: (inout Reader) -> Element?
        ) -> [Element]? {
            guard count <= (bytes.count - position) / minimumBytes else { return nil }
            var elements: [Element] = []
            elements.reserveCapacity(count)
            for _ in 0..<count {
                guard let element = read(&self) else { return nil }
                elements.append(element)
            }
            return elements
        }

        private mutating func number() -> Int? {
            guard bytes.count - position >= 4 else { return nil }
            var value: UInt32 = 0
            for place in 0..<4 { value |= UInt32(bytes[position + place]) << UInt32(8 * place) }
            position += 4
            return Int(value)
        }

        private mutating func text() -> String? {
            guard let count = number(), count <= bytes.count - position else { return nil }
            defer { position += count }
            return String(validating: bytes[position..<position + count], as: UTF8.self)
        }
    }
}

extension ImageIndex.Skipped {
    /// The counts in the order of their declaration.
    fileprivate var counts: [Int] {
        get {
            [
                hidden, notPNG, empty, foldersNamedPNG, danglingLinks, namesNotUTF8, links,
            ]
        }
        set {
            hidden = newValue[0]
            notPNG = newValue[1]
            empty = newValue[2]
            foldersNamedPNG = newValue[3]
            danglingLinks = newValue[4]
            namesNotUTF8 = newValue[5]
            links = newValue[6]
        }
    }
}
