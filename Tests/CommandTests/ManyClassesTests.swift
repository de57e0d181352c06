import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// A run of hundreds of classes.
    @Suite struct ManyClassesTests {
        private static let classCount = 300

        @Test func theTerminalAndTheReportStayReadable() throws {
            let place = try Workplace()
            try place.makeLetters("few", perClass: 5)
            try makeFolder(place.path("data"))
            for (part, perClass) in [("train", 2), ("test", 1)] {
                let folder = place.path("data/\(part)")
                try makeFolder(folder)
                let files = try names(in: place.path("few/\(part)"))
                for number in 0..<Self.classCount {
                    // The last fifty classes have no test image.
                    if part == "test" && number >= Self.classCount - 50 { continue }
                    try makeFolder("\(folder)/w\(number)")
                    for image in 0..<perClass {
                        let file = files[(number * perClass + image) % files.count]
                        try write(
                            bytes(of: place.path("few/\(part)/\(file)")),
                            to: "\(folder)/w\(number)/\(image).png")
                    }
                }
            }
            let result = try place.train("data", to: "run", ["--epochs", "1"])
            let lines = (result.standardOutput + result.standardError).split(
                separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count < 200)
            #expect(lines.allSatisfy { $0.utf8.count < 400 })
            #expect(result.standardOutput.contains("\n260 more classes: see run/summary.json"))
            #expect(result.standardOutput.contains("macro average over 250 of 300 classes"))
            #expect(result.standardError.contains("no test image of w250, w251, "))
            #expect(result.standardError.contains(" and 40 more: averages leave these classes out"))
            let test = try place.results("run").summary["test"]
            #expect(test["perClass"].elements.count == Self.classCount)
            #expect(try bytes(of: place.path("run/report.html")).count < 10_000_000)

            let scored = try place.hwrDist(["evaluate", "run", "--data", "data"])
            #expect(scored.status == 0 && scored.standardOutput.split(separator: "\n").count < 100)
            #expect(scored.standardOutput.contains("260 more classes: see evaluate --json\n"))
        }
    }
}
