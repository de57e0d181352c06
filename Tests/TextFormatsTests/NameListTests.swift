import Testing
import TextFormats

@Suite struct NameListTests {
    @Test func manyNamesAreCut() {
        let names = (1...1000).map { "w\($0)" }
        #expect(NameList.text(["a"]) == "a")
        #expect(NameList.text(["a", "b"], limit: 2) == "a, b")
        #expect(NameList.text(names, limit: 3) == "w1, w2, w3 and 997 more")
    }
}
