import Datasets
import Testing

@Suite struct ValidationCarvingTests {
    /// `counts[c]` images of class c.
    private func entries(_ counts: [Int]) -> [ImageIndex.Entry] {
        counts.enumerated().flatMap { label, count in
            (0..<count).map { .init(path: "\(label)/\($0).png", label: label) }
        }
    }

    /// The groups of images, by place.
    private func groups(
        _ entries: [ImageIndex.Entry], _ name: (Int) -> String
    ) throws -> SampleGroups {
        let rows = entries.enumerated().map { "\($0.element.path),\(name($0.offset))\n" }
        let index = ImageIndex(folder: "f", classNames: ["a", "b", "c"], entries: entries)
        return try SampleGroups(csv: Array(rows.joined().utf8), file: "g", index: index)
    }

    private func folds(
        _ count: Int, of entries: [ImageIndex.Entry], groups: SampleGroups? = nil, seed: UInt64 = 1
    ) -> [[Int]] {
        (1...count).map { number in
            ValidationCarving(
                fraction: 0.1, fold: Fold(number: number, count: count), groups: groups, seed: seed
            ).places(in: entries)
        }
    }

    @Test(arguments: [2, 3, 7])
    func foldsAreDisjointTogetherAllAndEvenInEachClass(count: Int) {
        let all = entries([40, 9, 25])
        let sets = folds(count, of: all)
        #expect(sets.flatMap { $0 }.sorted() == Array(all.indices))
        #expect((sets.map(\.count).max() ?? 0) - (sets.map(\.count).min() ?? 0) <= 1)
        for label in 0..<3 {
            let counts = sets.map { $0.count { all[$0].label == label } }
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        }
        #expect(folds(count, of: all, seed: 2) == sets)
    }

    @Test func whatValidatesDoesNotTrain() {
        let all = entries([10, 10])
        let carving = ValidationCarving(fraction: 0, fold: Fold(number: 2, count: 4), seed: 1)
        let plan = ShardPlan(entries: all, carving: carving, virtualWorkers: 3)
        #expect(plan.validation == carving.places(in: all))
        #expect(plan.trainingCount == 15)
        #expect(
            (plan.validation + plan.workerEntries.flatMap { $0 }).sorted() == Array(all.indices))
    }

    @Test(arguments: [2, 3, 5])
    func foldsOfGroupsKeepGroupsWholeAndAreBalanced(count: Int) throws {
        let all = entries([40, 40])
        // Groups of 1, 2, 3 … 12 images, and the last with 2.
        let name = { (place: Int) in "w\((0...12).first { $0 * ($0 + 1) / 2 > place } ?? 13)" }
        let sets = folds(count, of: all, groups: try groups(all, name))
        #expect(sets.flatMap { $0 }.sorted() == Array(all.indices))
        let names = sets.map { Set($0.map(name)) }
        #expect(names.map(\.count).reduce(0, +) == 13)
        #expect((sets.map(\.count).max() ?? 0) - (sets.map(\.count).min() ?? 0) <= 2)
        #expect(folds(count, of: all, groups: try groups(all, name), seed: 2) == sets)
    }

    @Test(arguments: [0.05, 0.1, 0.3])
    func aFractionOfGroupsIsWholeGroupsCloseToIt(fraction: Double) throws {
        let all = entries([100, 100])
        let name = { (place: Int) in "w\(place % 20)" }
        let groups = try groups(all, name)
        func validation(_ seed: UInt64) -> [Int] {
            ValidationCarving(fraction: fraction, groups: groups, seed: seed).places(in: all)
        }
        #expect(validation(1).count == Int(fraction * 200))
        #expect(Set(validation(1).map(name)).count == Int(fraction * 20))
        #expect(Set(1...5).contains { validation(1) != validation($0) })
    }

    @Test func aFractionOfGroupsTakesOneAtLeastAndNeverAll() throws {
        let all = entries([10, 10])
        let two = try groups(all) { "w\($0 % 2)" }
        for fraction in [0.01, 0.99] {
            let carving = ValidationCarving(fraction: fraction, groups: two, seed: 1)
            #expect(carving.places(in: all).count == 10)
            #expect(carving.shortage(in: all) == nil)
        }
        #expect(ValidationCarving(fraction: 0, groups: two, seed: 1).places(in: all).isEmpty)
    }

    @Test func tooFewForTheFoldsIsSaid() throws {
        let all = entries([2, 2])
        let one = try groups(all) { _ in "w" }
        let fold = Fold(number: 1, count: 5)
        #expect(
            ValidationCarving(fraction: 0, fold: fold, seed: 1).shortage(in: all)
                == "4 training images cannot make 5 folds")
        #expect(
            ValidationCarving(fraction: 0, fold: fold, groups: one, seed: 1).shortage(in: all)
                == "1 group cannot make 5 folds")
        #expect(
            ValidationCarving(fraction: 0.1, groups: one, seed: 1).shortage(in: all)
                == "1 group cannot both train and validate")
    }

    /// By an independent evaluation of the hash in Python. A change changes the weights of every run.
    @Test func theFoldsOfSomeGroupsAreKnown() throws {
        let all = entries([12])
        let sets = folds(3, of: all, groups: try groups(all) { "w\($0 / 2)" })
        #expect(sets == [[2, 3, 8, 9], [4, 5, 6, 7], [0, 1, 10, 11]])
    }
}
