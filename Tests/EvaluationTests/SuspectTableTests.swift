import Evaluation
import Testing
import TextFormats

@Suite struct SuspectTableTests {
    private static let table = SuspectTable(rows: [
        .init(
            path: "d/a, 1.png", label: "=1+1", predicted: "b", probability: 0.875,
            labelProbability: 0.0625),
        .init(path: "c.png", label: "b", predicted: "c", probability: 0.5, labelProbability: 0.5),
    ])
    private static let header = "path,label,predicted,probability,labelProbability\n"

    @Test func theTextReadsAsWrittenAndReadsBack() throws {
        let csv = Self.header + "\"d/a, 1.png\",'=1+1,b,0.875,0.0625\nc.png,b,c,0.5,0.5\n"
        #expect(Self.table.csv == csv)
        #expect(try SuspectTable(csv: csv) == Self.table)
        #expect(try SuspectTable(csv: Self.header) == SuspectTable(rows: []))
    }

    @Test(arguments: [
        ("a.png,x,y,0.5", 2), ("a.png,x,y,0.5,0.1,1", 2), ("a.png,,y,0.5,0.1", 2),
        // The class of the label, a greater probability for it, and what is no probability.
        ("a.png,x,x,0.5,0.5", 2), ("a.png,x,y,0.5,0.6", 2), ("a.png,x,y,1.5,0.1", 2),
        ("a.png,x,y,0.5,-0.1", 2), ("a.png,x,y,nan,0.1", 2),
        ("a.png,x,y,0.5,0.1\nb.png,x,y,0.5,no", 3),
    ])
    func aRowThatIsNoSuspectIsNumbered(rows: String, number: Int) {
        #expect(throws: SuspectTableError.row(number)) {
            try SuspectTable(csv: Self.header + rows + "\n")
        }
    }

    @Test func otherTextsAreRefused() {
        #expect(throws: SuspectTableError.header) { try SuspectTable(csv: "") }
        #expect(throws: SuspectTableError.header) { try SuspectTable(csv: "path,label\n") }
        let row = "a.png,x,y,0.5,0.1\n"
        #expect(throws: SuspectTableError.tooManyRows) {
            try SuspectTable(
                csv: Self.header
                    + String(repeating: row, count: SuspectTable.rowLimit + 1))
        }
        #expect(
            throws: SuspectTableError.notCSV(
                CSVError(line: 2, what: "a quoted field without an end"))
        ) {
            try SuspectTable(csv: Self.header + "\"a")
        }
    }
}
