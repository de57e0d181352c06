extension ImageIndex {
    /// "HWIX" and the version of the form.
    private static let magic: [UInt8] = [0x48, 0x57, 0x49, 0x58, 1]

    /// A compact form for sending the index to other ranks: little-endian 32-bit counts and
    /// labels, strings as a count of UTF-8 bytes and the bytes.
    package func encoded() -> [UInt8] {
        var bytes = ImageIndex.magic
        bytes.reserveCapacity(entries.reduce(256) { $0 + $1.path.utf8.count + 8 })
        func append(_ value: Int) {
            let word = UInt32(truncatingIfNeeded: value)
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        func append(_ text: String) {
            append(text.utf8.count)
            bytes.append(contentsOf: text.utf8)
        }
        append(folder)
        for count in skipped.counts { append(count) }
        append(classNames.count)
        for name in classNames { append(name) }
        append(entries.count)
        for entry in entries {
            append(entry.label)
            append(entry.path)
        }
        return bytes
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
            var skipped = Skipped()
            guard let junk = list(minimumBytes: 4, count: 7, { $0.number() }) else { return nil }
            skipped.counts = junk
            guard let classCount = number(),
                let names = list(minimumBytes: 4, count: classCount, { $0.text() }),
                let entryCount = number(),
                let entries = list(
                    minimumBytes: 8, count: entryCount, { $0.entry(classCount: classCount) }),
                position == bytes.count
            else { return nil }
            return ImageIndex(
                folder: folder, classNames: names, entries: entries, skipped: skipped)
        }

        private mutating func entry(classCount: Int) -> Entry? {
            guard let label = number(), label < classCount, let path = text() else { return nil }
            return Entry(path: path, label: label)
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
                hidden, notPNG, empty, foldersNamedPNG, danglingLinks, namesNotUTF8,
                repeatedFolders,
            ]
        }
        set {
            hidden = newValue[0]
            notPNG = newValue[1]
            empty = newValue[2]
            foldersNamedPNG = newValue[3]
            danglingLinks = newValue[4]
            namesNotUTF8 = newValue[5]
            repeatedFolders = newValue[6]
        }
    }
}
