import TestSupport
import Testing

extension AllCommands {
    /// Validation by groups and folds.
    @Suite struct ValidationTests {
        let place: Workplace

        /// 20 training images of 4 classes, the five of a class by five writers.
        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 5, classCount: 4)
            try writeGroups("groups.csv") { "writer \($0 / 4)" }
        }

        private func files() throws -> [String] { try names(in: place.path("letters/train")) }

        private func writeGroups(_ name: String, _ group: (Int) -> String) throws {
            let rows = try files().enumerated().map { "\($0.element),\(group($0.offset))\n" }
            try write(Array(("path,group\n" + rows.joined()).utf8), to: place.path(name))
        }

        private func train(
            _ options: [String], to folder: String, ranks: Int? = nil
        ) throws -> CommandResult {
            try place.hwrDist(
                [
                    "train", "--data", "letters", "--run", folder, "--image-size", "16",
                    "--batch-size", "24", "--epochs", "1",
                ] + options, ranks: ranks)
        }

        /// The files that validated, by manifest.csv.
        private func validated(_ folder: String) throws -> Set<String> {
            let rows = try text(of: place.path("\(folder)/manifest.csv")).split(separator: "\n")
            return Set(
                rows.filter { $0.contains(",validation,") }.map { String($0.prefix { $0 != "," }) })
        }

        static let group = ["--validation-split", "group", "--groups", "groups.csv"]

        @Test func wholeGroupsValidateAndRanksDoNotMatter() throws {
            let options = Self.group + ["--folds", "5", "--fold", "2"]
            let result = try train(options, to: "alone")
            #expect(result.status == 0, "\(result)")
            #expect(result.occurrences(of: "whole groups, fold 2 of 5") == 1)
            let all = try files()
            let names = try validated("alone")
            #expect(names.count == 4)
            #expect(Set(all.indices.filter { names.contains(all[$0]) }.map { $0 / 4 }).count == 1)
            #expect(try train(options, to: "ranks", ranks: 3).status == 0)
            let runs = try ["alone", "ranks"].map { try place.results($0).invariant }
            #expect(runs[0].differences(from: runs[1]) == [])
        }

        @Test func theFoldsTogetherAreAllTrainingImages() throws {
            var seen: [String] = []
            for fold in 1...3 {
                let result = try train(["--folds", "3", "--fold", "\(fold)"], to: "fold\(fold)")
                #expect(result.status == 0, "\(result)")
                seen += try validated("fold\(fold)")
            }
            #expect(try seen.sorted() == files().sorted())
        }

        @Test(arguments: Launcher.allCases)
        func otherGroupsOrFoldsDoNotGoOn(launcher: Launcher) throws {
            let options = Self.group + ["--folds", "5", "--fold"]
            #expect(try train(options + ["2"], to: "run").status == 0)
            try writeGroups("groups.csv") { "writer \($0 % 5)" }
            let result = try train(options + ["3"], to: "run", ranks: launcher.ranks)
            result.expectFailure(
                78,
                saying: [
                    "belongs to another run", "fold.number: 2 in the run folder, 3 now",
                    "groupsDigest: ",
                ])
            try train([], to: "run").expectFailure(
                78,
                saying: [
                    "validation.split: group in the run folder, stratified now",
                    "validation.fold: count: 5; number: 2 in the run folder, none now",
                ])
        }

        @Test(arguments: Launcher.allCases)
        func aBadFileOfGroupsIsNamedOnce(launcher: Launcher) throws {
            func fails(_ code: Int32, _ texts: [String], _ more: [String] = []) throws {
                try train(Self.group + more, to: "run", ranks: launcher.ranks)
                    .expectFailure(code, saying: texts)
            }
            try fails(78, ["5 groups cannot make 6 folds"], ["--folds", "6", "--fold", "1"])
            try write(Array("nowhere.png,w\n".utf8), to: place.path("groups.csv"))
            try fails(
                65, ["groups.csv, line 1: \"nowhere.png\" is no training image", "manifest.csv"])
            try write(Array("\(try files()[0]),w\n".utf8), to: place.path("groups.csv"))
            try fails(65, ["gives no group to \"\(try files()[1])\" nor to 18 others"])
            _ = try run("rm", [place.path("groups.csv")])
            try fails(66, ["groups.csv"])
            // Nobody writes into the pipe: it must not be waited for.
            _ = try run("mkfifo", [place.path("groups.csv")])
            try fails(66, ["groups.csv"])
        }

        @Test(arguments: [
            (["--folds", "3"], "--folds and --fold need each other"),
            (["--fold", "3"], "--folds and --fold need each other"),
            (["--folds", "3", "--fold", "4"], "--fold takes a number from 1 to that of --folds"),
            (["--folds", "1", "--fold", "1"], "--folds takes a number from 2"),
            (
                ["--folds", "3", "--fold", "1", "--validation-fraction", "0.1"],
                "either --folds or --validation-fraction"
            ),
            (["--groups", "groups.csv"], "--validation-split group and --groups FILE need"),
            (["--validation-split", "group"], "--validation-split group and --groups FILE need"),
        ])
        func optionsThatDoNotFitAreRefused(options: [String], message: String) throws {
            let result = try train(options, to: "run")
            #expect(result.status == 64)
            #expect(result.occurrences(of: message) == 1, "\(result)")
        }

        /// What the best epoch is, belongs to the run: it cannot change on the way.
        @Test func theLossDecidesWhereItIsAskedTo() throws {
            let options = ["--validation-fraction", "0.2", "--patience", "5"]
            let result = try train(options + ["--patience-on", "loss"], to: "run")
            #expect(result.status == 0, "\(result)")
            #expect(result.occurrences(of: "the epoch with the lowest validation loss") == 1)
            try train(options, to: "run").expectFailure(
                78, saying: ["validation.criterion: loss in the run folder, accuracy now"])
            try train(["--validation-fraction", "0", "--patience-on", "loss"], to: "none")
                .expectFailure(78, saying: ["--patience-on need validation images"])
        }

        @Test func aClassWithoutTrainingImagesIsWarnedOf() throws {
            let all = try files()
            try writeGroups("groups.csv") { place in
                all[place].hasSuffix("label_1.png") ? "first" : "others \(place % 4)"
            }
            let options = Self.group + ["--folds", "5", "--fold"]
            let results = try (1...5).map { try train(options + ["\($0)"], to: "run\($0)") }
            let texts = results.map { $0.occurrences(of: "and none trains, of: ") }
            #expect(texts.reduce(0, +) == 1 && results.allSatisfy { $0.status == 0 })
        }
    }
}
