import Evaluation
import Failures
import Testing
import TextFormats

@Suite struct ConfusionTableTests {
    @Test func csvHasPredictionsAcrossAndTruthDown() {
        let table = ConfusionTable(
            labels: ["1 alef", "2 ba"],
            matrix: ConfusionMatrix(classCount: 2, counts: [5, 1, 0, 7]))
        #expect(table.csv == "truth\\prediction,1 alef,2 ba\n1 alef,5,1\n2 ba,0,7\n")
    }

    @Test func readsBackWhatItWroteWhateverTheLabels() throws {
        let labels = [
            "ا", "a,b", "say \"x\"", "two\nlines", "dos\r\nline", "\r", "", "\"\u{301}", " ",
            "=1+1", "'-2", "'plain",
        ]
        let counts = (0..<144).map { Int64($0) }
        let table = ConfusionTable(
            labels: labels, matrix: ConfusionMatrix(classCount: 12, counts: counts))
        let read = try ConfusionTable(csv: table.csv)
        #expect(read == table)
        // String equality is canonical equivalence; the bytes must come back too.
        #expect(read.labels.map { Array($0.utf8) } == labels.map { Array($0.utf8) })
    }

    @Test func labelsThatASpreadsheetWouldRunAreGuarded() {
        let table = ConfusionTable(
            labels: ["=1", "-2"], matrix: ConfusionMatrix(classCount: 2, counts: [5, 1, 0, 7]))
        #expect(table.csv == "truth\\prediction,'=1,'-2\n'=1,5,1\n'-2,0,7\n")
    }

    @Test func readsWhatASpreadsheetSaved() throws {
        #expect(try ConfusionTable(csv: "\u{FEFF},a\r\na,1\r\n").labels == ["a"])
        let table = try ConfusionTable(csv: "\"\",\"a\",b\r\n\"a\",1,\"2\"\r\nb,3,4")
        #expect(table.labels == ["a", "b"])
        #expect(table.matrix.counts == [1, 2, 3, 4])
    }

    @Test func aRowOfMoreCellsThanClassesCanBeIsRefused() {
        let error = CSVError(line: 1, what: "more than 10001 fields")
        #expect(throws: ConfusionTableError.notCSV(error)) {
            try ConfusionTable(csv: String(repeating: ",", count: 20_000))
        }
    }

    @Test(arguments: [
        ("", ConfusionTableError.noClasses),
        ("truth\n", .noClasses),
        (",a,b\na,1,2\n", .rowCount(1, classCount: 2)),
        (",a\na,1\nb,2,3\n\"", .rowCount(2, classCount: 1)),
        (",a,b\na,1,2\nb,1\n", .columnCount(1, row: 3, classCount: 2)),
        (",a,b\na,1,2\nc,1,2\n", .label("c", row: 3, expected: "b")),
        (",a,b\na,1,-2\nb,1,2\n", .count("-2", row: 2)),
        (",a,b\na,1,2\nb,1,9223372036854775807\n", .count("9223372036854775807", row: 3)),
        (
            ",a,\"b\na,1,2\nb,1,2\n",
            .notCSV(CSVError(line: 1, what: "a quoted field without an end"))
        ),
    ])
    func textThatIsNoTableIsRefused(csv: String, error: ConfusionTableError) {
        #expect(throws: error) { try ConfusionTable(csv: csv) }
        #expect(error.description.contains("table of confusions"))
    }
}
