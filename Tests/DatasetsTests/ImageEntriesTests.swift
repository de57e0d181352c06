import Datasets
import Testing

@Suite struct ImageEntriesTests {
    private static let entries = [
        ImageIndex.Entry(path: "10 ra/\n.png", label: 1, byteCount: 7),
        ImageIndex.Entry(path: "", label: 0),
        ImageIndex.Entry(path: "باء/é.png", label: 9999, byteCount: 1 << 31),
        ImageIndex.Entry(path: "باء/e\u{301}.png", label: 0, byteCount: 1),
    ]

    @Test func entriesComeBackAsTheyWere() {
        let held = ImageIndex.Entries(Self.entries)
        #expect(Array(held) == Self.entries)
        // Equal as strings, and other files.
        #expect(held[2].path.utf8.count != held[3].path.utf8.count)
        for (place, entry) in Self.entries.enumerated() {
            #expect(held.key(at: place) == SampleKey.hash(entry.path))
        }
    }

    /// `0` says that a size is not known, so that nobody compares it.
    @Test func aSizeThatDoesNotFitIsNotKnown() {
        let held = ImageIndex.Entries([.init(path: "a.png", label: 0, byteCount: 1 << 32)])
        #expect(held[0].byteCount == 0)
    }

    @Test func anIndexWithoutSomeEntriesKeepsTheOthersInOrder() {
        let index = ImageIndex(folder: "f", classNames: ["a", "b"], entries: Self.entries)
        #expect(
            Array(index.removing([0, 2]).entries) == [Self.entries[1], Self.entries[3]])
    }
}
