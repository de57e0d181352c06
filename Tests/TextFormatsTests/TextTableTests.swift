import Testing
import TextFormats

@Suite struct TextTableTests {
    @Test func namesStandLeftAndNumbersRight() {
        var table = TextTable(header: ["run", "test %"])
        table.append(["seed-10", "98.10"])
        table.append(["mean", "-"])
        #expect(
            table.text == """
                run      test %
                seed-10   98.10
                mean          -
                """)
    }

    @Test func theLinesOfTheLastCellBeginBelowEachOther() {
        var table = TextTable(columns: [.left, .left(atMost: 4), .left])
        table.append(["ok", "disk", "fast"])
        table.append(["warn", "a long name", "two\nlines"])
        #expect(
            table.text == """
                ok    disk  fast
                warn  a long name  two
                            lines
                """)
    }

    @Test func columnsHaveTheirLeastWidth() {
        var table = TextTable(columns: [.right(atLeast: 5), .left], separator: "")
        table.append(["7", " a"])
        #expect(table.lines == ["    7 a"])
    }
}
