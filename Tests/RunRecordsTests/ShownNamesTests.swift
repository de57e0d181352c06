import Failures
import Datasets
import RunRecords
import Testing

@Suite struct ShownNamesTests {
    private static func names(
        _ text: String, labels: [String] = ["1", "2", "10"]
    ) throws(FolderError) -> [String] {
        try ShownNames(csv: Array(text.utf8), file: "names.csv", labels: labels).names
    }

    @Test(arguments: [
        "label,name\n10,ra ر\n1,alef ا\n2,\"ba, ب\"\n",
        "1,alef ا\r\n\r\n2,\"ba, ب\"\r\n10,ra ر",
        "\u{FEFF}label,name\n1,alef ا\n2,\"ba, ب\"\n\n10,ra ر\n",
    ])
    func namesComeInTheOrderOfTheLabels(text: String) throws {
        #expect(try Self.names(text) == ["alef ا", "ba, ب", "ra ر"])
    }

    @Test func aLabelMayBeCalledLabel() throws {
        #expect(try Self.names("label,name\nlabel,x\n", labels: ["label"]) == ["x"])
    }

    /// Labels are told apart by their bytes.
    @Test func lookalikesAreDifferentLabels() throws {
        let labels = ["\u{E9}", "e\u{301}"]
        #expect(try Self.names("e\u{301},two\n\u{E9},one\n", labels: labels) == ["one", "two"])
    }

    @Test(arguments: [
        ("1,a\n2,b\n3,c\n", "names.csv, line 3", "\"3\" is the label of no class"),
        ("1,a\n01,b\n", "names.csv, line 2", "the labels are \"1\", \"2\", \"10\""),
        ("1,a\n2,b\n1,c\n", "names.csv, line 3", "the label \"1\" is named twice"),
        ("1,a\n2,a\n", "names.csv, line 2", "\"a\" is the name of \"1\" and of \"2\""),
        ("2,b\n", "names.csv", "it has no name for \"1\", \"10\""),
        ("", "names.csv", "it has no name for \"1\", \"2\", \"10\""),
        ("1\n", "names.csv, line 1", "a row needs a label and a name"),
        ("1,\n", "names.csv, line 1", "a row needs a label and a name"),
        ("1,a,b\n", "names.csv, line 1", "more than 2 fields"),
        ("1,\"a\n", "names.csv, line 1", "a quoted field without an end"),
    ])
    func aBadFileIsNamedWithTheLine(text: String, path: String, what: String) {
        let error = #expect(throws: FolderError.self) { try Self.names(text) }
        #expect(error?.path == path)
        #expect(error?.what.contains(what) == true, "\(error?.what ?? "")")
        #expect(error?.exitStatus == .badData)
    }
}
