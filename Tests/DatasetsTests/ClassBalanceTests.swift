import Datasets
import Testing

@Suite struct ClassBalanceTests {
    private static func balance(_ counts: [Int]) -> ClassBalance? {
        ClassBalance(
            of: ImageIndex(
                folder: "", classNames: counts.indices.map { "c\($0)" },
                entries: counts.indices.flatMap { label in
                    (0..<counts[label]).map { ImageIndex.Entry(path: "\($0).png", label: label) }
                }))
    }

    @Test(arguments: [(3, false, false), (4, true, false), (9, true, false), (10, true, true)])
    func theRatioDecides(largest: Int, isNoticeable: Bool, isStrong: Bool) {
        let balance = Self.balance([1, largest, 2])
        #expect(balance?.isNoticeable == isNoticeable)
        #expect((balance?.warning(classesAreWeighted: false) != nil) == isStrong)
    }

    @Test func bothClassesAreNamedAndEmptyOnesAreNot() throws {
        let balance = try #require(Self.balance([40, 0, 700, 35]))
        let warning = try #require(balance.warning(classesAreWeighted: false))
        #expect(
            warning.what == "strong class imbalance in the training folder: 700 images of \"c2\","
                + " but only 35 of \"c3\"")
        #expect(warning.remedy.contains("macro averages"))
        #expect(warning.remedy.contains("--class-weights"))
        #expect(balance.warning(classesAreWeighted: true)?.remedy.contains("--class") == false)
        #expect(Self.balance([0, 0]) == nil)
    }
}
