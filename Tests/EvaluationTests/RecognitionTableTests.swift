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
}
