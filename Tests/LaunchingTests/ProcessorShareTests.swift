import Launching
import Testing

@Suite struct ProcessorShareTests {
    @Test func listsOfProcessorsAreRead() {
        #expect(ProcessorList.parse("0-3,8,10-11") == [0, 1, 2, 3, 8, 10, 11])
        #expect(ProcessorList.parse("5") == [5])
        #expect(ProcessorList.parse("") == [])
        #expect(ProcessorList.parse("3-1") == [])
    }

    @Test(
        arguments: [
            ([0, 1, 2, 3], nil, 4), ([0, 1, 2, 3], 2.5, 2), ([0, 1], 8, 2), ([0, 1], 0.5, 1),
            ([], nil, 1),
        ] as [([Int], Double?, Int)])
    func aRankHasAWholeProcessor(processors: [Int], quota: Double?, count: Int) {
        #expect(ProcessorShare(processors: processors, quota: quota).wholeCount == count)
    }
}
