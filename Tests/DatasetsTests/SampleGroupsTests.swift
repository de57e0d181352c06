import Datasets
import Failures
import TestSupport
import Testing

@Suite struct SampleGroupsTests {
    private static let index = ImageIndex(
        folder: "letters/train", classNames: ["a"],
        entries: ["1.png", "2,b.png", "3.png"].map { .init(path: $0, label: 0) })
    private static let rows = "1.png,w1\n\"2,b.png\",w1\n3.png,w2\n"

    private func read(_ text: String) throws(FolderError) -> SampleGroups {
        try SampleGroups(csv: Array(text.utf8), file: "g.csv", index: Self.index)
    }

    @Test(arguments: [
        "path,group\n" + rows, "\u{FEFF}path,group\r\n" + rows + "\n", rows + "\r\n",
        "3.png,w2\n\"2,b.png\",\"w1\"\n1.png,w1",
    ])
    func headerMarkAndOrderDoNotMatter(text: String) throws {
        #expect(try read(text) == read(Self.rows))
    }

    @Test(arguments: ["'=1.png,w\n''+2.png,w\n", "=1.png,w\n''+2.png,w\n"])
    func pathsMayBeWrittenAsTheManifestHasThem(text: String) throws {
        let index = ImageIndex(
            folder: "f", classNames: ["a"],
            entries: ["=1.png", "'+2.png"].map { .init(path: $0, label: 0) })
        _ = try SampleGroups(csv: Array(text.utf8), file: "g", index: index)
    }

    @Test func theDigestTellsGroupsApart() throws {
        let other = "1.png,w1\n\"2,b.png\",w2\n3.png,w2\n"
        let digests = try [Self.rows, other].map {
            try read($0).digest(of: Self.index.entries)
        }
        #expect(digests[0] != digests[1])
        #expect(digests.allSatisfy { $0.utf8.count == 64 })
    }

    @Test(arguments: [
        ("path,group\n1.png,w1\nx.png,w1\n", "g.csv, line 3: \"x.png\" is no training image"),
        ("1.png,w1\n3.png\n", "g.csv, line 2: a row needs a path and a group"),
        ("1.png,\n", "g.csv, line 1: a row needs a path and a group"),
        (",w\n", "g.csv, line 1: a row needs a path and a group"),
        ("1.png,w1,2\n", "g.csv, line 1: more than 2 fields"),
        ("1.png,w1\n\"3.png,w2\n", "g.csv, line 2: a quoted field without an end"),
        ("1.png,w1\n1.png,w1\n", "g.csv, line 2: \"1.png\" is listed twice"),
        ("1.png,w1\n", "g.csv: it gives no group to \"2,b.png\" nor to 1 others"),
        ("1.png,w1\n\"2,b.png\",w1\n", "g.csv: it gives no group to \"3.png\"; "),
        ("1.png,w1\npath,group\n", "g.csv, line 2: \"path\" is no training image"),
    ])
    func aBadRowIsNamed(text: String, message: String) {
        let error = #expect(throws: FolderError.self) { try read(text) }
        #expect(error?.exitStatus == .badData)
        #expect("\(error.map { "\($0)" } ?? "")".hasPrefix(message))
    }

    @Test func pathsThatOnlyLookAlikeAreTwo() throws {
        // é as one scalar and as two: equal strings, two files.
        let index = ImageIndex(
            folder: "f", classNames: ["a"],
            entries: ["\u{E9}.png", "e\u{301}.png"].map { .init(path: $0, label: 0) })
        let text = "\u{E9}.png,w1\n"
        let error = #expect(throws: FolderError.self) {
            try SampleGroups(csv: Array(text.utf8), file: "g", index: index)
        }
        #expect(error?.what.contains("e\u{301}.png") == true)
    }
}
