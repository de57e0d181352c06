import TestSupport
import Testing

extension AllCommands {
    /// `predict` of files, folders and lists, alone and under mpirun.
    @Suite struct PredictManyTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 8, classCount: 5)
            try place.train("letters", to: "run", ["--epochs", "2"])
        }

        private var testImages: [String] {
            get throws { try names(in: place.path("letters/test")).map { "letters/test/\($0)" } }
        }

        private func images(in output: String) throws -> [String] {
            try JSONNode.lines(output).map { $0["image"].string ?? "" }
        }

        @Test func filesFoldersAndListsAreRecognisedInTheirOrderOnAnyNumberOfRanks() throws {
            let test = try testImages
            let training = try names(in: place.path("letters/train")).prefix(2).map {
                "letters/train/\($0)"
            }
            try makeFolder(place.path("loose"))
            try makeFolder(place.path("loose/sub"))
            for (name, image) in [("b.png", test[0]), ("sub/a.PNG", test[1]), (".c.png", test[2])] {
                try write(try bytes(of: place.path(image)), to: place.path("loose/\(name)"))
            }
            let list = "\u{FEFF}\(training[1])\r\n\r\n  \r\nloose\n\(training[0])"
            try write(Array(list.utf8), to: place.path("list.txt"))
            let loose = ["loose/b.png", "loose/sub/a.PNG"]
            let expected = [test[3]] + test + loose + [training[1]] + loose + [training[0]]

            var outputs: Set<String> = []
            var tables: Set<String> = []
            for ranks in [nil, 1, 2, 3] {
                let result = try place.hwrDist(
                    [
                        "predict", "run", test[3], "letters/test", "loose", "--from", "list.txt",
                        "--json", "--csv", "found.csv",
                    ], ranks: ranks)
                #expect(result.status == 0, "\(result)")
                #expect(result.standardError.hasPrefix("skipped in loose: 1 hidden\n"), "\(result)")
                outputs.insert(result.standardOutput)
                tables.insert(try text(of: place.path("found.csv")))
            }
            #expect(outputs.count == 1 && tables.count == 1)
            #expect(try images(in: outputs.first ?? "") == expected)
            let rows = (tables.first ?? "").split(separator: "\n")
            #expect(
                rows.first
                    == "path,predicted,probability,predicted2,probability2,predicted3,probability3")
            #expect(rows.dropFirst().map { String($0.prefix { $0 != "," }) } == expected)
        }

        @Test(arguments: ["", "mpirun -np 2 "])
        func theListMayComeFromStandardInput(launcher: String) throws {
            let result = try place.shell(
                """
                (sleep 1; ls letters/test/*.png; echo letters/train) \
                | \(launcher)$HWR predict run --from - --json
                """)
            #expect(result.status == 0 && result.standardError == "", "\(result)")
            let test = try testImages
            let found = try images(in: result.standardOutput)
            #expect(found.prefix(test.count) == test[...])
            #expect(found.count == test.count + 40)
            let twice = try place.shell("$HWR predict run --from <(ls letters/test/*.png) --json")
            #expect(try images(in: twice.standardOutput) == test, "\(twice)")
        }

        /// The threshold is one of evaluate's, whose counts must be those of predict.
        @Test func unsureImagesAreMarkedAndTheRestIsWhatEvaluateKeeps() throws {
            let evaluated = try place.hwrDist(
                ["evaluate", "run", "--data", "letters", "--json", "--temperature", "0.2"])
            let rows = try JSONNode(evaluated.standardOutput)["coverage"].elements
            let row = try #require(rows.first { $0["threshold"] == .number(0.9) })
            let (kept, total) = (Int(row["count"].number ?? 0), try testImages.count)
            #expect(kept > 0 && kept < total, "\(evaluated)")
            var outputs: Set<String> = []
            for ranks in [nil, 3] {
                let result = try place.hwrDist(
                    [
                        "predict", "run", "letters/test", "--temperature", "0.2", "--reject", "0.9",
                        "--csv", "found.csv",
                    ], ranks: ranks)
                #expect(result.status == 0, "\(result)")
                #expect(
                    result.standardError
                        == "rejected: \(total - kept) of \(total) images, whose highest probability is"
                        + " below 0.9\n")
                outputs.insert(result.standardOutput)
            }
            #expect(outputs.count == 1)
            let marks = outputs.first?.components(separatedBy: ".png\n  rejected as unsure\n") ?? []
            #expect(marks.count - 1 == total - kept)
            let table = try text(of: place.path("found.csv")).split(separator: "\n").dropFirst()
                .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            for row in table {
                #expect(row.last == ((Double(row[2]) ?? 1) < 0.9 ? "true" : "false"))
            }
            #expect(table.count { $0.last == "false" } == kept)
            let right = table.filter { $0.last == "false" }
                .count { $0[0].hasSuffix("_label_\($0[1]).png") }
            #expect(row["accuracy"].number == Double(right) / Double(kept))
            let json = try place.hwrDist(
                ["predict", "run", try testImages[0], "--reject", "1", "--json"])
            #expect(try JSONNode(json.standardOutput)["rejected"] == .bool(true), "\(json)")
            let plain = try place.hwrDist(["predict", "run", try testImages[0], "--json"])
            #expect(!plain.standardOutput.contains("rejected") && plain.standardError == "")
        }

        @Test(arguments: ["1.5", "-0.1", "nan"])
        func whatIsNoProbabilityCannotReject(value: String) throws {
            let result = try place.hwrDist(["predict", "run", "letters", "--reject=\(value)"])
            result.expectFailure(64, saying: ["--reject takes a number from 0 to 1"])
        }

        @Test func predictAndEvaluateAgreeOnEveryImageOfAFolder() throws {
            for arguments in [
                ["evaluate", "run", "--data", "letters/test", "--predictions", "scored.csv"],
                ["predict", "run", "letters/test", "--csv", "found.csv"],
            ] {
                let result = try place.hwrDist(arguments + ["--tta", "shifts"], ranks: 2)
                #expect(result.status == 0, "\(result)")
            }
            func rows(_ name: String) throws -> [[Substring]] {
                try text(of: place.path(name)).split(separator: "\n").dropFirst().map {
                    $0.split(separator: ",")
                }
            }
            let scored = try rows("scored.csv").map { ["letters/test/\($0[1])", $0[3], $0[4]] }
            #expect(try rows("found.csv").map { Array($0.prefix(3)) } == scored)
            #expect(scored.count == 10)
        }

        @Test(arguments: Launcher.allCases)
        func whatCannotBeUsedIsNamedAndTheRestIsRecognised(launcher: Launcher) throws {
            let test = try testImages
            try write([1, 2, 3], to: place.path("text.png"))
            try makeFolder(place.path("empty"))
            let good = try place.hwrDist(["predict", "run", test[0], test[1], "--json"])
            let arguments = ["nowhere.png", test[0], "text.png", "empty", test[1]]
            let result = try place.hwrDist(
                ["predict", "run", "--json", "--csv", "found.csv"] + arguments,
                ranks: launcher.ranks)
            #expect(result.status == 65, "\(result)")
            #expect(result.standardOutput == good.standardOutput)
            for message in [
                "error: nowhere.png: cannot be read (No such file or directory); check its path",
                "error: text.png: not a PNG file", "error: empty: no images",
                "error: 3 of 5 images could not be recognised",
            ] {
                #expect(result.occurrences(of: message) == 1, "\(message): \(result)")
            }
            let table = try text(of: place.path("found.csv")).split(separator: "\n")
            #expect(table.count == 3)
        }

        @Test(arguments: Launcher.allCases)
        func whereNothingCanBeRecognisedTheReasonsAreSaid(launcher: Launcher) throws {
            func expect(
                _ arguments: [String], _ code: Int32, saying texts: [String],
                sourceLocation: SourceLocation = #_sourceLocation
            ) throws {
                try place.hwrDist(["predict"] + arguments, ranks: launcher.ranks)
                    .expectFailure(code, saying: texts, sourceLocation: sourceLocation)
            }
            let image = try testImages[0]
            try write([1, 2, 3], to: place.path("text.png"))
            try write(Array("\n \r\n".utf8), to: place.path("blank.txt"))
            try expect(["run", "text.png"], 65, saying: ["text.png: not a PNG file", "1 of 1"])
            try expect(["run", "nowhere.png"], 65, saying: ["nowhere.png: cannot be read"])
            try expect(["run"], 64, saying: ["name images or folders"])
            try expect(
                ["run", "--from", "blank.txt"], 66, saying: ["blank.txt: it names no images"])
            try expect(["run", "--from", "nowhere.txt"], 66, saying: ["cannot read nowhere.txt"])
            try expect(["run", "--from", "letters"], 66, saying: ["cannot read letters"])
            try expect(
                ["nowhere.safetensors", image], 66, saying: ["nowhere.safetensors: No such file"])
            try expect(
                ["run", image, "--csv", "/dev/null"], 64,
                saying: ["--csv takes the name of a file, and /dev/null is something else"])
        }

        /// Before anything is read: an hour's work has been lost for less.
        @Test(arguments: [
            ("", 64, "the name of a file"), ("letters/", 64, "the name of a file"),
            ("nowhere/found.csv", 73, "cannot create nowhere/.found.csv.partial: No such file"),
        ])
        func aTableThatCannotBeMadeIsRefusedAtOnce(
            path: String, code: Int32, message: String
        ) throws {
            for words in [
                ["predict", "missing", "letters", "--csv", path],
                ["evaluate", "missing", "--data", "letters", "--predictions", path],
            ] {
                let result = try place.hwrDist(words)
                #expect(result.status == code, "\(result)")
                #expect(result.standardError.contains(message), "\(result)")
            }
        }

        @Test func ranksWithOtherImagesAreNamed() throws {
            let image = try testImages[0]
            let result = try place.shell(
                """
                exec mpirun -np 1 $HWR predict run \(image) \
                : -np 1 $HWR predict run letters/test
                """, timeoutSeconds: 20)
            result.expectFailure(
                78, saying: ["the list of images differs: rank 1 on", "give all ranks the same"])
            let options = try place.shell(
                """
                exec mpirun -np 1 $HWR predict run \(image) \
                : -np 1 $HWR predict run \(image) --tta shifts
                """, timeoutSeconds: 20)
            options.expectFailure(78, saying: ["the option --tta differs: rank 1 on"])
        }
    }
}
