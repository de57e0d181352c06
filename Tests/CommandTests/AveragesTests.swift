import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// Macro averages where classes have no image: over the others, and it is said.
    @Suite struct AveragesTests {
        let place: Workplace
        private static let warning =
            "warning: no test image of 4, 5, 6, 7, 8: averages leave these classes out"

        /// Test images of three of eight classes.
        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 8, classCount: 8)
            let test = place.path("letters/test")
            for file in try names(in: test) where !"123".contains(file.dropLast(4).last ?? "1") {
                #expect(unlink("\(test)/\(file)") == 0)
            }
        }

        private func expectAverages(
            _ metrics: JSONNode, sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let recalls = metrics["perClass"].elements
                .filter { $0["support"].number != 0 }.compactMap { $0["recall"].number }
            #expect(
                metrics["classesInTruth"].number == Double(recalls.count),
                sourceLocation: sourceLocation)
            let mean = recalls.reduce(0, +) / Double(recalls.count)
            let difference = (metrics["macro"]["recall"].number ?? 2) - mean
            #expect(abs(difference) < 1e-12, sourceLocation: sourceLocation)
        }

        @Test func classesWithoutTestImagesAreNamedAndLeftOut() throws {
            let trained = try place.train("letters", to: "run", ["--epochs", "3"])
            #expect(trained.occurrences(of: Self.warning) == 1, "\(trained)")
            let line = "\nmacro average over 3 of 8 classes; 5 have no image\n"
            #expect(trained.standardOutput.contains(line))
            let summary = try place.results("run").summary
            let test = summary["test"]
            expectAverages(test)
            #expect(test["perClass"].elements.count == 8)
            #expect(
                summary["warnings"].elements.map { "warning: \($0.string ?? "")" } == [Self.warning]
            )
            #expect(try text(of: place.path("run/report.html")).contains("over 3 of 8 classes"))

            for ranks in [nil, 3] {
                let arguments = ["evaluate", "run", "--data", "letters"]
                let json = try place.hwrDist(arguments + ["--json"], ranks: ranks)
                #expect(json.status == 0 && json.occurrences(of: Self.warning) == 1, "\(json)")
                #expect(try JSONNode(json.standardOutput).without(["coverage"]) == test)
                let table = try place.hwrDist(arguments, ranks: ranks)
                #expect(table.standardOutput.replacing("\r\n", with: "\n").contains(line))
            }
            #expect(try place.hwrDist(["verify", "run"]).status == 0)
        }

        @Test func classesWithoutValidationImagesAreNamedAndLeftOut() throws {
            let files = try names(in: place.path("letters/train"))
            // Whole classes validate.
            let rows = files.map { "\($0),\($0.dropLast(4).last ?? "0")\n" }
            try write(Array(rows.joined().utf8), to: place.path("groups.csv"))
            let result = try place.train(
                "letters", to: "run",
                ["--epochs", "1", "--validation-split", "group", "--groups", "groups.csv"])
            #expect(result.occurrences(of: "warning: no validation image of ") == 1, "\(result)")
            expectAverages(try place.results("run").summary["validation"])
        }

        /// Such a summary has the macro average of all classes, and no `classesInTruth`.
        @Test func aSummaryOfTheOlderRuleIsReadAndVerified() throws {
            try place.train("letters", to: "run", ["--epochs", "1"])
            let edited = try place.shell(
                """
                sed -i '/classesInTruth/d; /"macro"/,/}/s/"recall" : [^,]*/"recall" : 0.125/' \
                    run/summary.json && grep -c '"recall" : 0.125' run/summary.json
                """)
            #expect(edited.status == 0, "\(edited)")
            let verified = try place.hwrDist(["verify", "run"])
            #expect(verified.status == 0, "\(verified)")
            let shown = try place.train("letters", to: "run", ["--epochs", "1", "--json"])
            expectAverages(try JSONNode(shown.standardOutput)["test"])
        }
    }
}
