import TestSupport
import Testing

extension AllCommands {
    /// `--class-names`.
    @Suite struct ClassNamesTests {
        let place: Workplace
        private static let file = "names.csv"
        private static let words = ["alef ا", "<ba>", "ta, ت"]
        private static let named = ["--class-names", file]

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 8, classCount: 3)
            try writeNames(Self.words)
        }

        private func writeNames(_ names: [String]) throws {
            let rows = names.enumerated().map { "\($0.offset + 1),\"\($0.element)\"\n" }
            try write(Array(("label,name\n" + rows.joined()).utf8), to: place.path(Self.file))
        }

        private func train(
            _ options: [String] = [], to run: String, ranks: Int? = nil, exitCode: Int32 = 0
        ) throws -> CommandResult {
            try place.train(
                "letters", to: run, ["--epochs", "2"] + options, ranks: ranks, exitCode: exitCode)
        }

        private var image: String {
            get throws { "letters/test/\(try names(in: place.path("letters/test"))[0])" }
        }

        private func letters(_ arguments: [String]) throws -> [JSONNode] {
            let result = try place.hwrDist(["predict", "--json"] + arguments + [try image])
            #expect(result.status == 0, "\(result)")
            return try JSONNode(result.standardOutput)["letters"].elements
        }

        @Test func namesAreShownAndLabelsStayTheKeys() throws {
            let result = try train(Self.named, to: "named", ranks: 3)
            _ = try train(to: "plain")
            for word in Self.words {
                #expect(result.standardOutput.contains("  \(word)\n"), "\(result)")
            }
            let page = try text(of: place.path("named/report.html"))
            for word in ["alef ا", "&lt;ba&gt;", "ta, ت"] {
                #expect(page.contains("<bdi>\(word)</bdi>"))
                #expect(page.contains("<title>\(word)</title>"))
            }
            let run = (place.results("named"), place.results("plain"))
            let classes = try run.0.summary["test"]["perClass"].elements
            #expect(classes.map { $0["label"].string } == ["1", "2", "3"])
            #expect(classes.map { $0["name"].string } == Self.words)
            #expect(try run.0.weights == run.1.weights)
            #expect(try run.0.metrics.map { $0.without() } == run.1.metrics.map { $0.without() })
            for table in ["manifest.csv", "confusion.csv", "predictions.csv", "suspects.csv"] {
                #expect(
                    try bytes(of: place.path("named/\(table)"))
                        == bytes(of: place.path("plain/\(table)")), "\(table)")
            }
            #expect(try run.1.summary["test"]["perClass"].elements[0]["name"] == .null)
            let verified = try place.hwrDist(["verify", "named"])
            #expect(verified.status == 0, "\(verified)")
        }

        @Test func theCheckpointKnowsTheNames() throws {
            _ = try train(Self.named, to: "run")
            _ = try place.shell("cp run/checkpoints/epoch-0001-*.safetensors alone.safetensors")
            for model in ["run", "alone.safetensors"] {
                for letter in try letters([model]) {
                    let label = Int(letter["className"].string ?? "") ?? 0
                    #expect(letter["displayName"].string == Self.words[label - 1])
                }
            }
            let evaluated = try place.hwrDist([
                "evaluate", "alone.safetensors", "--data", "letters",
            ])
            #expect(evaluated.standardOutput.contains("  ta, ت\n"), "\(evaluated)")
            // A file of the command goes before them.
            try writeNames(["x", "y", "z"])
            for letter in try letters(["run"] + Self.named) {
                #expect(["x", "y", "z"].contains(letter["displayName"].string))
            }
            let result = try place.hwrDist(["predict", "run", try image, "--csv", "found.csv"])
            #expect(result.status == 0, "\(result)")
            let lines = try text(of: place.path("found.csv")).split(separator: "\n")
            #expect(lines[0].hasSuffix(",probability3,name,name2,name3"))
            #expect(lines[1].contains("\"ta, ت\"") && lines[1].contains("alef ا"))
        }

        @Test func aRunGoesOnWithItsNamesOrOthers() throws {
            _ = try train(Self.named + ["--stop-after", "1"], to: "run", exitCode: 75)
            _ = try train(to: "run", ranks: 2)
            #expect(try letters(["run"]).allSatisfy { $0["displayName"] != $0["className"] })
            _ = try train(["--stop-after", "1"], to: "later", exitCode: 75)
            _ = try train(Self.named, to: "later")
            #expect(
                try place.results("later").newestCheckpoint.bytes
                    == place.results("run").newestCheckpoint.bytes)
        }

        @Test func aFinishedRunKeepsItsNamesAndItsPageCanHaveOthers() throws {
            _ = try train(to: "run")
            let refused = try place.hwrDist(
                ["train", "--data", "letters", "--run", "run", "--epochs", "2"] + Workplace.small
                    + Self.named)
            refused.expectFailure(
                78, saying: ["name the classes otherwise than --class-names does", "to report"])
            let reported = try place.hwrDist(["report", "run"] + Self.named)
            #expect(reported.status == 0, "\(reported)")
            #expect(try text(of: place.path("run/report.html")).contains("<bdi>alef ا</bdi>"))
            #expect(try place.results("run").summary["test"]["perClass"].elements.count == 3)
            _ = try train(Self.named, to: "named")
            let again = try train(Self.named, to: "named")
            #expect(again.occurrences(of: "nothing was trained") == 1)
        }

        @Test(arguments: Launcher.allCases)
        func aBadFileIsNamedByEveryCommand(launcher: Launcher) throws {
            _ = try train(to: "run")
            for (names, message) in [
                (["a", "b"], "names.csv: it has no name for \"3\""),
                (["a", "b", "c", "d"], "names.csv, line 5: \"4\" is the label of no class"),
            ] {
                try writeNames(names)
                for command in [
                    ["train", "--data", "letters", "--run", "new"], ["report", "run"],
                    ["evaluate", "run", "--data", "letters"], ["predict", "run", try image],
                ] {
                    try place.hwrDist(command + Self.named, ranks: launcher.ranks)
                        .expectFailure(65, saying: [message, "write one row label,name"])
                }
            }
            try place.hwrDist(
                ["predict", "run", try image, "--class-names", "nowhere.csv"],
                ranks: launcher.ranks
            ).expectFailure(66, saying: ["nowhere.csv: No such file"])
        }

        @Test func theScriptNamesTheLettersOfTheArabicDataset() throws {
            let script =
                String(#filePath.dropLast("Tests/CommandTests/ClassNamesTests.swift".count))
                + "scripts/ahcd-class-names"
            let written = try run(script, [place.path("letters.csv")])
            #expect(written.status == 0, "\(written)")
            try place.makeLetters("all", perClass: 4)
            let result = try place.train(
                "all", to: "all-run", ["--epochs", "1", "--class-names", "letters.csv"])
            #expect(result.standardOutput.contains("  alef ا\n"), "\(result)")
            #expect(result.standardOutput.contains("  yeh ي\n"), "\(result)")
            #expect(try run(script, ["/nowhere/letters.csv"]).status == 73)
            #expect(try run(script, ["a", "b"]).status == 64)
        }
    }
}
