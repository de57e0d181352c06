import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// Classes whose names a spreadsheet would run as formulas.
    @Suite struct FormulaNamesTests {
        let place: Workplace
        private static let classNames = ["=1+1", "'=1+1", "-2", "+3", "@SUM(1)", "\ttab", "'plain"]
        private static let tables = ["manifest.csv", "confusion.csv", "predictions.csv"]
        private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

        /// A folder for each name, of four training images and a test image.
        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 5, classCount: Self.classNames.count)
            for part in ["train", "test"] {
                let folder = place.path("letters/\(part)")
                let files = try names(in: folder)
                for (number, name) in Self.classNames.enumerated() {
                    try makeFolder("\(folder)/\(name)")
                    // By the folder alone: a label in the file's name comes first.
                    let images = files.filter { $0.hasSuffix("_label_\(number + 1).png") }
                    for (place, file) in images.enumerated() {
                        #expect(
                            rename("\(folder)/\(file)", "\(folder)/\(name)/\(place).png") == 0)
                    }
                }
            }
            try place.train("letters", to: "run", ["--epochs", "2"])
        }

        private func expectSuccess(
            _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let result = try place.hwrDist(arguments)
            #expect(result.status == 0, "\(result)", sourceLocation: sourceLocation)
        }

        @Test func noCellOfTheTablesIsAFormula() throws {
            for table in Self.tables {
                let text = try text(of: place.path("run/\(table)"))
                let cells = text.split { ",\n".contains($0) }
                let formulas = cells.filter { "=+-@\t\r".contains($0.first ?? "=") }
                #expect(formulas == [], "\(table)")
                // The class itself, and the one whose name begins with an apostrophe of its own.
                #expect(text.contains("'=1+1") && text.contains("''=1+1"))
                #expect(text.contains("'plain") && !text.contains("''plain"))
            }
        }

        @Test func everyCommandReadsTheNamesAsTheyAre() throws {
            let labels = try place.results("run").summary["test"]["perClass"].elements
            #expect(Set(labels.map { $0["label"].string ?? "" }) == Set(Self.classNames))
            try expectSuccess(["verify", "run"])
            try place.train("letters", to: "ranks", ["--epochs", "2"], ranks: 3)
            try expectSuccess(["verify", "run", "ranks"])
            try expectSuccess(["evaluate", "run", "--data", "letters", "--predictions", "p.csv"])
            #expect(
                try bytes(of: place.path("p.csv"))
                    == bytes(of: place.path("run/predictions.csv")))
            try expectSuccess(["compare", "run", "p.csv"])
            // A resume compares the images' names with those of manifest.csv.
            try place.train(
                "letters", to: "stopped", ["--epochs", "2", "--stop-after", "1"], exitCode: 75)
            let resumed = try place.train("letters", to: "stopped", ["--epochs", "2"])
            #expect(resumed.occurrences(of: "resumed") == 1)
            try expectSuccess(["verify", "run", "stopped"])
        }

        @Test func spreadsheetsGetAByteOrderMarkThatAllCommandsPassOver() throws {
            try place.train("letters", to: "plain", ["--epochs", "2"])
            let tables = Self.tables + ["suspects.csv"]
            for _ in 1...2 {
                let result = try place.hwrDist(["report", "run", "--spreadsheet"])
                #expect(result.status == 0, "\(result)")
                #expect(
                    result.standardOutput
                        == (["report.html"] + tables).map { "run/\($0)\n" }.joined())
                for table in tables {
                    #expect(
                        try bytes(of: place.path("run/\(table)"))
                            == Self.mark + bytes(of: place.path("plain/\(table)")))
                }
            }
            try expectSuccess(["verify", "run"])
            try expectSuccess(["verify", "run", "plain"])
            try expectSuccess(["compare", "run", "plain/predictions.csv"])
            try expectSuccess(["compare", "plain", "run/predictions.csv"])
            try expectSuccess(["report", "run"])
            try place.train("letters", to: "run", ["--epochs", "2"])
        }

        @Test func groupsMayNameTheImagesAsTheManifestDoes() throws {
            let rows = try text(of: place.path("run/manifest.csv")).split(separator: "\n")
                .filter { !$0.contains(",test,") }.dropFirst()
                .enumerated().map { "\($0.element.prefix { $0 != "," }),\($0.offset % 4)\n" }
            try write(Self.mark + Array(rows.joined().utf8), to: place.path("groups.csv"))
            try place.train(
                "letters", to: "groups",
                ["--epochs", "1", "--validation-split", "group", "--groups", "groups.csv"])
        }
    }
}
