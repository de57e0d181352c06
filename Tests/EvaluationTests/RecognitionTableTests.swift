import Evaluation
import Testing

@Suite struct RecognitionTableTests {
    @Test func hasThreeClassesOfEachImageInOneRow() {
        let table = RecognitionTable(rows: [
            RecognitionTable.Row(
                path: "d/a.png", classes: [("x", 0.5), ("y, z", 0.25), ("w", 0.125)]),
            RecognitionTable.Row(path: "d/\"b\".png", classes: [("y, z", 1), ("x", 0)]),
        ])
        #expect(
            table.csv == """
                path,predicted,probability,predicted2,probability2,predicted3,probability3
                d/a.png,x,0.5,"y, z",0.25,w,0.125
                "d/""b"".png","y, z",1.0,x,0.0,,

                """)
    }

    @Test func namesThatAreShownStandBehindTheLabels() {
        let row = RecognitionTable.Row(
            path: "a.png", classes: [("1", 0.5), ("2", 0.25)], shownNames: ["x, y", "z"],
            isRejected: true)
        #expect(
            RecognitionTable(rows: [row], hasNames: true, rejects: true).csv == """
                path,predicted,probability,predicted2,probability2,predicted3,probability3,\
                name,name2,name3,rejected
                a.png,1,0.5,2,0.25,,,"x, y",z,,true

                """)
    }

    @Test func theLastColumnTellsWhatIsRejected() {
        let rows = [true, false].map { isRejected in
            RecognitionTable.Row(
                path: "a.png", classes: [("x", 0.5), ("y", 0.25)], isRejected: isRejected)
        }
        #expect(
            RecognitionTable(rows: rows, rejects: true).csv.split(separator: "\n") == [
                "path,predicted,probability,predicted2,probability2,predicted3,probability3,rejected",
                "a.png,x,0.5,y,0.25,,,true", "a.png,x,0.5,y,0.25,,,false",
            ])
        // Also without rows.
        #expect(RecognitionTable(rows: [], rejects: true).csv.hasSuffix("probability3,rejected\n"))
    }
}
