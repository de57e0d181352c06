import TestSupport
import Testing

extension AllCommands {
    /// `evaluate`.
    @Suite struct ScoringCommandTests {
        let place: Workplace
        let checkpoint = "run/checkpoints/epoch-0001-step-000007.safetensors"

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 8)
            try place.train("letters", to: "run", ["--epochs", "2", "--batch-size", "32"])
        }

        @Test func evaluationGivesTheRunsOwnNumbersOnAnyNumberOfRanks() throws {
            var outputs: Set<String> = []
            for ranks in [nil, 1, 3] {
                let result = try place.hwrDist(
                    ["evaluate", checkpoint, "--data", "letters", "--json"], ranks: ranks)
                #expect(result.status == 0, "\(result)")
                outputs.insert(result.standardOutput)
            }
            #expect(outputs.count == 1)
            let lines = try JSONNode.lines(outputs.first ?? "")
            #expect(lines.count == 1)
            let test = try place.results("run").summary["test"]
            #expect(lines.first?.without(["coverage"]) == test)
            let coverage = lines.first?["coverage"].elements ?? []
            #expect(coverage.first?["count"] == .number(56))
            #expect(coverage.first?["accuracy"] == test["accuracy"])

            let table = try place.hwrDist(["evaluate", checkpoint, "--data", "letters/test"])
            #expect(table.status == 0)
            #expect(
                table.standardOutput.contains("of 56 images"))
        }

        @Test func topAccuraciesAreThoseOfTheLikeliestClasses() throws {
            let predicted = try place.hwrDist(
                ["predict", "run", "letters/test", "--csv", "found.csv"])
            #expect(predicted.status == 0, "\(predicted)")
            let rows = try text(of: place.path("found.csv")).split(separator: "\n").dropFirst()
                .map { $0.split(separator: ",") }
            func share(amongFirst count: Int) -> Double {
                let found = rows.count { row in
                    // The row is path, class, probability, class, probability and so on.
                    (0..<count).contains { row[0].hasSuffix("_label_\(row[1 + 2 * $0]).png") }
                }
                return Double(found) / Double(rows.count)
            }
            let test = try place.results("run").summary["test"]
            #expect(test["accuracy"].number == share(amongFirst: 1))
            #expect(test["top2Accuracy"].number == share(amongFirst: 2))
            #expect(test["top3Accuracy"].number == share(amongFirst: 3))
            #expect(share(amongFirst: 1) < share(amongFirst: 3))
            #expect(test["top5Accuracy"].number ?? 0 >= share(amongFirst: 3))
            let table = try place.hwrDist(["evaluate", "run", "--data", "letters"])
            #expect(table.standardOutput.contains("\ntop-2 accuracy "), "\(table)")
        }

        @Test(arguments: Launcher.allCases)
        func whatCannotBeEvaluatedIsSaid(launcher: Launcher) throws {
            func expect(
                _ arguments: [String], _ code: Int32, saying texts: [String],
                sourceLocation: SourceLocation = #_sourceLocation
            ) throws {
                try place.hwrDist(["evaluate"] + arguments, ranks: launcher.ranks)
                    .expectFailure(code, saying: texts, sourceLocation: sourceLocation)
            }
            try expect(
                ["nowhere.safetensors", "--data", "letters"], 66,
                saying: ["nowhere.safetensors: No such file"])
            try expect(
                [checkpoint, "--data", "nowhere"], 66, saying: ["nowhere: no such folder"])
            try makeFolder(place.path("empty"))
            try expect([checkpoint, "--data", "empty"], 66, saying: ["empty: no images"])
            let image = "letters/test/\(try names(in: place.path("letters/test"))[0])"
            try expect(
                [image, "--data", "letters"], 65, saying: ["checkpoint \(image) is damaged"])
            var damaged = try bytes(of: place.path(checkpoint))
            damaged[damaged.count - 5] ^= 4
            try write(damaged, to: place.path("damaged.safetensors"))
            try expect(
                ["damaged.safetensors", "--data", "letters"], 65,
                saying: ["checkpoint damaged.safetensors is damaged"])
        }

        /// Another network of the same letters, and one of other images.
        private func trainOthers() throws {
            try place.train(
                "letters", to: "second", ["--epochs", "2", "--batch-size", "32", "--seed", "2"])
        }

        @Test func severalModelsAndViewsGiveTheSameOutputOnAnyNumberOfRanks() throws {
            try trainOthers()
            var outputs: Set<String> = []
            var tables: Set<String> = []
            for ranks in [nil, 2, 3] {
                let result = try place.hwrDist(
                    [
                        "evaluate", "run", "second", "--data", "letters", "--tta", "full",
                        "--temperature", "1.5", "--fit-temperature", "--predictions", "p.csv",
                    ], ranks: ranks)
                #expect(result.status == 0 && result.standardError == "", "\(result)")
                outputs.insert(result.standardOutput)
                tables.insert(try text(of: place.path("p.csv")))
            }
            #expect(outputs.count == 1 && tables.count == 1)
            let output = outputs.first ?? ""
            #expect(
                output.hasPrefix("2 models, 11 views of each image, temperature 1.5\ntest accuracy")
            )
            #expect(output.contains(" fits these images best: cross-entropy "))
            let rows = (tables.first ?? "").split(separator: "\n")
            #expect(rows.first == "set,path,truth,predicted,probability")
            #expect(rows.count == 57)
            let paths = rows.dropFirst().map { $0.split(separator: ",")[1] }
            #expect(paths == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }

        @Test func aModelTwiceIsTheModelAndItsRunIsItsCheckpoint() throws {
            func json(_ arguments: [String]) throws -> JSONNode {
                let result = try place.hwrDist(
                    ["evaluate", "--data", "letters", "--json"] + arguments)
                #expect(result.status == 0, "\(result)")
                return try JSONNode(result.standardOutput)
            }
            let alone = try json([checkpoint])
            #expect(try json(["run"]) == alone)
            let twice = try json(["run", checkpoint])
            #expect(twice["models"] == .number(2) && twice["views"] == .number(1))
            #expect(twice["perClass"] == alone["perClass"])
            #expect(
                abs(
                    (twice["crossEntropy"].number ?? 0) - (alone["crossEntropy"].number ?? 1))
                    < 1e-8)
            let hot = try json(["run", "--temperature", "2", "--fit-temperature"])
            #expect(hot["accuracy"] == alone["accuracy"])
            #expect(hot["crossEntropy"] != alone["crossEntropy"])
            let fit = hot["temperatureFit"]
            let (before, after) = (fit["before"]["crossEntropy"], fit["after"]["crossEntropy"])
            // At a temperature of 1 they are those of the plain scores.
            #expect(before == alone["crossEntropy"])
            #expect((after.number ?? .infinity) <= before.number ?? 0)
        }

        @Test(arguments: Launcher.allCases)
        func modelsThatDoNotGoTogetherAreRefused(launcher: Launcher) throws {
            try place.makeLetters("few", perClass: 6, classCount: 3)
            try place.train("few", to: "few-run", ["--epochs", "1"])
            try place.hwrDist(
                ["evaluate", "run", "few-run", "--data", "letters"], ranks: launcher.ranks
            ).expectFailure(
                78,
                saying: [
                    "have other classes:", "\"1\", \"2\", \"3\"; score with", "\"27\", \"28\"\n",
                ])
            try place.train(
                "letters", to: "large",
                ["--epochs", "1", "--batch-size", "32", "--image-size", "20"]
            )
            try place.hwrDist(
                ["evaluate", "run", "large", "--data", "letters"], ranks: launcher.ranks
            ).expectFailure(78, saying: ["takes images of 16x16 pixels, large/checkpoints/"])
        }

        @Test func ranksWithOtherCheckpointsAreNamed() throws {
            let result = try place.shell(
                """
                exec mpirun -np 1 $HWR evaluate run --data letters \
                : -np 1 $HWR evaluate run run --data letters
                """, timeoutSeconds: 20)
            result.expectFailure(
                78, saying: ["the list of checkpoints differs: rank 1 on", "same options"])
        }
    }
}
