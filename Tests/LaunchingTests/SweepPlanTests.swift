import Launching
import Testing

@Suite struct SweepPlanTests {
    @Test func eachSeedHasItsFolderAndSeed() {
        let plan = SweepPlan(
            seeds: [3, 1], folds: nil, folder: "runs/", words: ["train", "--epochs", "2"])
        #expect(plan.runs.map(\.path) == ["runs/seed-3", "runs/seed-1"])
        #expect(
            plan.runs[0].words == [
                "train", "--epochs", "2", "--seed", "3", "--run", "runs/seed-3",
            ])
    }

    @Test func eachSeedMeetsEachFold() {
        let plan = SweepPlan(seeds: [1, 2], folds: 2, folder: "s", words: ["train"])
        #expect(
            plan.runs.map(\.path) == [
                "s/seed-1-fold-1", "s/seed-1-fold-2", "s/seed-2-fold-1", "s/seed-2-fold-2",
            ])
        #expect(plan.runs[3].words.suffix(4) == ["--folds", "2", "--fold", "2"])
        #expect(plan.runs.map(\.seed) == [1, 1, 2, 2] && plan.runs.map(\.fold) == [1, 2, 1, 2])
    }

    @Test(arguments: [
        (["train", "--seed", "1"], "--seed"), (["train", "--run=x"], "--run"),
        (["train", "--fold", "1"], "--fold"), (["train", "--folds=3"], "--folds"),
        (["train", "--groups", "g", "--seeds"], nil),
    ])
    func optionsOfTheSweepAreFound(words: [String], option: String?) throws {
        #expect(try SweepPlan.ownOption(among: words) == option)
    }
}
