import TestSupport
import Testing

extension AllCommands {
    /// `predictions.csv` and `compare`.
    @Suite struct PredictionTableTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 8)
            try place.train("letters", to: "run", ["--epochs", "2", "--batch-size", "32"])
        }

        @Test func aRunsPredictionsAreThoseOfItsEvaluation() throws {
            let result = try place.hwrDist(
                ["evaluate", "run", "--data", "letters", "--predictions", "p.csv"], ranks: 2)
            #expect(result.status == 0, "\(result)")
            let table = try text(of: place.path("run/predictions.csv"))
            #expect(try text(of: place.path("p.csv")) == table)
            let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
            let right = rows.count { $0[2] == $0[3] }
            let accuracy = try place.results("run").summary["test"]["accuracy"].number ?? 0
            #expect(rows.count == 56 && right == Int((accuracy * 56).rounded()))

            try place.hwrDist(
                ["evaluate", "run", "--data", "letters", "--predictions", "nowhere/p.csv"]
            ).expectFailure(73, saying: ["nowhere/.p.csv.partial: No such file"])
        }

        @Test func aRunWithoutTestImagesHasPredictionsOfItsValidation() throws {
            for (name, ranks, options) in [
                ("v1", nil, []), ("v3", 3, []), ("vroot", 2, ["--validate-on", "root"]),
            ] as [(String, Int?, [String])] {
                let result = try place.hwrDist(
                    [
                        "train", "--train", "letters/train", "--test", "none", "--run", name,
                        "--epochs", "1",
                    ] + Workplace.small + options, ranks: ranks)
                #expect(result.status == 0, "\(result)")
            }
            let tables = try ["v1", "v3", "vroot"].map {
                try text(of: place.path("\($0)/predictions.csv"))
            }
            #expect(Set(tables).count == 1)
            let rows = tables[0].split(separator: "\n").dropFirst()
            let count = try place.results("v1").summary["validation"]["count"].number ?? 0
            #expect(rows.count == Int(count) && count > 0)
            #expect(rows.allSatisfy { $0.hasPrefix("validation,") })
        }

        @Test func twoRunsAreCompared() throws {
            try place.train(
                "letters", to: "second", ["--epochs", "2", "--batch-size", "32", "--seed", "2"])
            let result = try place.hwrDist(["compare", "run", "second/predictions.csv", "--json"])
            #expect(result.status == 0 && result.standardError == "", "\(result)")
            let comparison = try JSONNode(result.standardOutput)
            #expect(comparison["count"] == .number(56))
            for (side, run) in [("a", "run"), ("b", "second")] {
                #expect(
                    try comparison[side]["accuracy"]
                        == place.results(run).summary["test"]["accuracy"])
            }
            let counts = ["both", "onlyA", "onlyB", "neither"].map { comparison[$0].number ?? -1 }
            #expect(counts.reduce(0, +) == 56)
            #expect(counts[0] + counts[1] == comparison["a"]["correct"].number)
            #expect(counts[0] + counts[2] == comparison["b"]["correct"].number)
            let same = try place.hwrDist(["compare", "run", "run"])
            #expect(
                same.standardOutput.hasSuffix("A and B are right on the same images\n"), "\(same)")

            let csv = try text(of: place.path("run/predictions.csv"))
            let rows = csv.split(separator: "\n", omittingEmptySubsequences: false)
            let less = rows[...2] + rows[4...]
            try write(Array(less.joined(separator: "\n").utf8), to: place.path("less.csv"))
            try place.hwrDist(["compare", "run", "less.csv"])
                .expectFailure(65, saying: ["not of the same images: image 3 is id_"])
            try place.hwrDist(["compare", "run", "letters"])
                .expectFailure(66, saying: ["letters/predictions.csv: No such file"])
            try place.hwrDist(["compare", "run/manifest.csv", "run"])
                .expectFailure(
                    65,
                    saying: [
                        "run/manifest.csv: the table of predictions does not",
                        "; write it anew with evaluate --predictions\n",
                    ])
            try write(Array(csv.utf8) + [0xC3], to: place.path("torn.csv"))
            try place.hwrDist(["compare", "run", "torn.csv"])
                .expectFailure(65, saying: ["torn.csv: the table of predictions is not UTF-8"])
        }
    }
}
