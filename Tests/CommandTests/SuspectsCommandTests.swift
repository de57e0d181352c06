import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// `suspects.csv`.
    @Suite struct SuspectsCommandTests {
        let place: Workplace
        /// Images of the training folder under the label of another letter.
        let planted: Set<String>

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 80, classCount: 4)
            let folder = place.path("letters/train")
            var planted: Set<String> = []
            for (number, file) in try names(in: folder).enumerated() where number % 32 == 5 {
                let label = Int(file.dropLast(4).suffix(1)) ?? 0
                let wrong = "\(file.dropLast(5))\(label % 4 + 1).png"
                try #require(rename("\(folder)/\(file)", "\(folder)/\(wrong)") == 0)
                planted.insert(wrong)
            }
            self.planted = planted
        }

        private static let options = [
            "--validation-fraction", "0", "--epochs", "20", "--image-size", "32",
        ]

        private func rows(_ run: String) throws -> [[Substring]] {
            try text(of: place.path("\(run)/suspects.csv")).split(separator: "\n")
                .map { $0.split(separator: ",") }
        }

        @Test func wrongLabelsStandFirstOnAnyNumberOfRanksAndAfterAStop() throws {
            let result = try place.train("letters", to: "run", Self.options)
            let table = try rows("run")
            #expect(
                table.first == ["path", "label", "predicted", "probability", "labelProbability"])
            let suspects = table.dropFirst()
            #expect(planted.count == 10)
            // A network also learns some of the wrong labels by heart, and letters that are hard to tell
            // apart stand between the others. By chance not even one would be among the first.
            let first = Set(suspects.prefix(planted.count).map { String($0[0]) })
            #expect(first.intersection(planted).count >= 4, "\(first), planted \(planted)")
            #expect(suspects.count < 32)
            for row in suspects {
                #expect(row[0].hasSuffix("_label_\(row[1]).png") && row[1] != row[2])
                // The planted label is the one after the letter's own.
                if planted.contains(String(row[0])) {
                    #expect(Int(row[1]) == (Int(row[2]) ?? 0) % 4 + 1)
                }
            }
            let probabilities = suspects.compactMap { Double($0[3]) }
            #expect(probabilities == probabilities.sorted(by: >))
            #expect(
                result.standardOutput.contains(
                    "\nsuspects    \(suspects.count) training images taken for another class, the"
                        + " surest first in run/suspects.csv\n"), "\(result)")
            let train = try place.results("run").summary["train"]
            let mistaken =
                (train["count"].number ?? 0) * (1 - (train["accuracy"].number ?? 0))
            #expect(Int(mistaken.rounded()) == suspects.count)

            try place.train(
                "letters", to: "stopped", Self.options + ["--stop-after", "9"], ranks: 3,
                exitCode: 75)
            try place.train("letters", to: "stopped", Self.options, ranks: 2)
            #expect(
                try bytes(of: place.path("stopped/suspects.csv"))
                    == bytes(of: place.path("run/suspects.csv")))
            try expectVerifyFindsAMissingRow()
        }

        private func expectVerifyFindsAMissingRow() throws {
            let well = try place.hwrDist(["verify", "run"])
            #expect(well.status == 0 && well.standardOutput.contains("suspects.csv"), "\(well)")
            let path = place.path("run/suspects.csv")
            let lines = try text(of: path).split(separator: "\n").dropLast()
            try write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
            let result = try place.hwrDist(["verify", "run"])
            #expect(result.status == 65, "\(result)")
            #expect(
                result.standardOutput.contains(
                    "it has \(lines.count - 1) rows, and by the summary \(lines.count) training"),
                "\(result)")
        }
    }
}
