import Evaluation
import Testing
import TextFormats

@Suite struct PredictionTableTests {
    private static func table(
        _ predicted: [String], truths: [String] = ["a", "b", "a", "b"], set: String = "test"
    ) -> PredictionTable {
        PredictionTable(
            set: set,
            rows: zip(truths, predicted).enumerated().map { place, pair in
                .init(
                    path: "\(place).png", truth: pair.0, predicted: pair.1, probability: 0.5)
            })
    }

    @Test func isReadAsItWasWritten() throws {
        let table = PredictionTable(
            set: "test",
            rows: [
                .init(
                    path: "a, b/\"c\"\n.png", truth: "ألف", predicted: "b", probability: 1.0 / 3),
                .init(path: "2.png", truth: "b", predicted: "b", probability: 1),
                .init(path: "=1/2.png", truth: "=1", predicted: "'@b", probability: 1e-9),
            ])
        #expect(try PredictionTable(csv: table.csv) == table)
        #expect(try PredictionTable(csv: "\u{FEFF}" + table.csv) == table)
        #expect(table.csv.hasSuffix("\ntest,'=1/2.png,'=1,''@b,1e-09\n"))
        #expect(
            Self.table(["a"]).csv
                == "set,path,truth,predicted,probability\ntest,0.png,a,a,0.5\n")
    }

    @Test(
        arguments: [
            ("", .header), ("a,b\n", .header),
            ("set,path,truth,predicted,probability\n", .noImages),
            ("set,path,truth,predicted,probability\ntest,a,b\n", .columnCount(3, row: 2)),
            (
                "set,path,truth,predicted,probability\ntest,,b,c,1\n", .emptyCell(row: 2)
            ),
            (
                "set,path,truth,predicted,probability\ntest,a,b,c,1,2\n", .columnCount(6, row: 2)
            ),
            (
                "set,path,truth,predicted,probability\ntest,a,b,c,1.5\n",
                .probability("1.5", row: 2)
            ),
            (
                "set,path,truth,predicted,probability\ntest,a,b,c,nan\n",
                .probability("nan", row: 2)
            ),
            (
                "set,path,truth,predicted,probability\ntest,a,b,c,1\nx,a,b,c,1\n",
                .set("x", row: 3, expected: "test")
            ),
            (
                "set,path,truth,predicted,probability\ntest,\"a,b,c,1\n",
                .notCSV(CSVError(line: 2, what: "a quoted field without an end"))
            ),
        ] as [(String, PredictionTableError)])
    func whatIsNoTableIsRefused(csv: String, error: PredictionTableError) {
        #expect(throws: error) { try PredictionTable(csv: csv) }
    }

    @Test func imagesAreCountedByWhoIsRight() throws {
        let comparison = try PredictionComparison(
            Self.table(["a", "b", "b", "a"]), Self.table(["a", "a", "a", "a"]))
        #expect(comparison.both == 1 && comparison.onlyA == 1)
        #expect(comparison.onlyB == 1 && comparison.neither == 1)
        #expect(comparison.a.accuracy == 0.5 && comparison.b.correct == 2)
        #expect(comparison.text.hasSuffix("A and B are right equally often\n"))
    }

    @Test func theVerdictNamesTheBetterOneWhereChanceIsImprobable() throws {
        let truths = [String](repeating: "a", count: 40)
        func text(wrong: Int) throws -> String {
            let predicted = (0..<40).map { $0 < wrong ? "b" : "a" }
            return try PredictionComparison(
                Self.table(predicted, truths: truths), Self.table(truths, truths: truths)
            ).text
        }
        // 2 · 2⁻⁶ and 2 · 2⁻⁵.
        #expect(
            try text(wrong: 6).hasSuffix(
                "B is better (McNemar's exact test: p = 0.0313)\n"))
        #expect(
            try text(wrong: 5).hasSuffix(
                "B is right more often, but that may be chance (McNemar's exact test: p = 0.0625)\n"
            ))
        #expect(
            try text(wrong: 6).hasPrefix(
                "A  accuracy 85.00 % (34 of 40 images), 95 % interval 70.93 to 92.94 %\n"))
        #expect(try text(wrong: 0).hasSuffix("A and B are right on the same images\n"))
    }

    @Test func otherImagesAreRefusedNamingTheFirst() {
        let table = Self.table(["a", "b", "a", "b"])
        func expect(_ mismatch: PredictionMismatch, _ other: PredictionTable) {
            #expect(throws: mismatch) { try PredictionComparison(table, other) }
        }
        expect(.set("test", "validation"), Self.table(["a"], set: "validation"))
        expect(.count(4, 3), Self.table(["a", "b", "a"]))
        expect(
            .truth("b", "a", path: "1.png"),
            Self.table(["a", "b", "a", "b"], truths: ["a", "a", "b", "b"]))
        let renamed = PredictionTable(set: "test", rows: Array(table.rows.dropFirst(2)))
        expect(.path("0.png", "2.png", image: 1), renamed)
    }

    /// As Swift strings the two are equal, and on a disk they are two folders.
    @Test func namesThatOnlyLookAlikeAreTwo() {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        func table(path: String, truth: String) -> PredictionTable {
            PredictionTable(
                set: "test",
                rows: [.init(path: path, truth: truth, predicted: composed, probability: 1)])
        }
        let first = table(path: composed, truth: composed)
        #expect(first.correctCount == 1)
        #expect(table(path: composed, truth: decomposed).correctCount == 0)
        #expect(throws: PredictionMismatch.self) {
            try PredictionComparison(first, table(path: decomposed, truth: composed))
        }
        #expect(throws: PredictionMismatch.self) {
            try PredictionComparison(first, table(path: composed, truth: decomposed))
        }
    }
}
