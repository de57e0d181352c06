import Testing
import TextFormats

@Suite struct CSVReaderTests {
    /// Names as folders may have them, formulas among them.
    private static let names = [
        "plain", "", " ", "a,b", "say \"x\"", "two\nlines", "dos\r\nline", "\"\u{301}", "'", "''",
        "'quoted'", "=1+1", "+1", "-2", "@SUM(1)", "\tx", "\rx", "'=1+1", "''=1+1", "'''-'", "'\tx",
        "'\r", "=\"a\",b\n", "'plain", "''plain", "\u{FF1D}1", "\u{FEFF}a", "-", "=",
    ]

    @Test func everyNameIsReadAsItWasWritten() throws {
        let row = Self.names.map(CSVText.cell).joined(separator: ",") + "\n"
        var reader = CSVReader(bytes: Array(row.utf8), fieldLimit: Self.names.count)
        let read = try #require(try reader.record())
        // String equality is canonical equivalence; the bytes must come back.
        #expect(read.map { Array($0.utf8) } == Self.names.map { Array($0.utf8) })
        #expect(try reader.record() == nil)
    }

    @Test(arguments: names)
    func noCellBeginsAsAFormula(name: String) {
        // What a spreadsheet sees behind the quotes, also when it drops the apostrophes.
        let cell = CSVText.cell(name)
        let seen = cell.utf8.first == UInt8(ascii: "\"") ? cell.dropFirst() : cell[...]
        #expect(!["=", "+", "-", "@", "\t", "\r"].contains(seen.unicodeScalars.first))
        let first = name.unicodeScalars.first { $0 != "'" }
        let isFormula = first.map { ["=", "+", "-", "@", "\t", "\r"].contains($0) } ?? false
        func apostrophes(_ text: some StringProtocol) -> Int { text.utf8.count { $0 == 0x27 } }
        #expect(apostrophes(seen) == apostrophes(name) + (isFormula ? 1 : 0))
    }

    @Test func aByteOrderMarkIsPassedOver() throws {
        for text in ["a,b\n", "\"a\",b\n"] {
            var reader = CSVReader(
                bytes: CSVText.byteOrderMark + Array(text.utf8), fieldLimit: 2)
            #expect(try reader.record() == ["a", "b"])
            #expect(try reader.record() == nil)
        }
    }

    @Test(arguments: [
        ("a\n\"b", 2, "a quoted field without an end"), ("a\nb\"\n", 2, "a quote inside"),
        ("\"a\"b\n", 1, "text after a closing quote"), ("a\rb\n", 1, "without a line feed"),
        ("a,b,c\n", 1, "more than 2 fields"),
    ])
    func whatIsNoCSVIsRefusedWithItsLine(text: String, line: Int, what: String) throws {
        var reader = CSVReader(bytes: Array(text.utf8), fieldLimit: 2)
        let error = #expect(throws: CSVError.self) { while try reader.record() != nil {} }
        #expect(error?.line == line && error?.what.contains(what) == true)
    }
}
