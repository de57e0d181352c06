import TestSupport
import Testing

extension AllCommands {
    /// Files of a run folder that are not what the program wrote, and names that steer a terminal.
    @Suite struct HostileFileTests {
        let place: Workplace

        /// A finished run.
        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 5, classCount: 4)
            try place.train("letters", to: "run", ["--epochs", "1"])
        }

        private func again(exitCode: Int32 = 0) throws -> CommandResult {
            try place.train("letters", to: "run", ["--epochs", "1"], exitCode: exitCode)
        }

        @Test func aSummaryWithASpeedBeyondAllNumbersIsPrinted() throws {
            let summary = try text(of: place.path("run/summary.json"))
            let hostile = summary.split(separator: "\n", omittingEmptySubsequences: false).map {
                $0.contains("\"imagesPerSecond\"") ? "\"imagesPerSecond\": 1e300," : String($0)
            }
            try write(
                Array(hostile.joined(separator: "\n").utf8), to: place.path("run/summary.json"))
            let result = try again()
            #expect(result.standardOutput.contains("1e+300 images/s"), "\(result)")
        }

        @Test func aTableOfOtherClassesThanTheSummarysIsRefused() throws {
            try write(Array(",a\na,1\n".utf8), to: place.path("run/confusion.csv"))
            let result = try again(exitCode: 65)
            result.expectFailure(
                65, saying: ["run/confusion.csv", "it has 1 classes, and summary.json has 4"])
        }

        @Test func checkpointsAreNotWrittenThroughALink() throws {
            _ = try place.shell("mkdir -p other new; ln -s ../other new/checkpoints")
            let result = try place.train("letters", to: "new", ["--epochs", "1"], exitCode: 73)
            result.expectFailure(
                73,
                saying: ["new/checkpoints: Too many levels of symbolic links", "remove the link"])
            #expect(try names(in: place.path("other")).isEmpty)
        }

        @Test func aNameInAMessageCannotSteerTheTerminal() throws {
            let folder = "no\u{1B}[31msuch\u{7}"
            let result = try place.hwrDist(["train", "--data", folder])
            result.expectFailure(66, saying: ["no?[31msuch?: no such folder"])
            #expect(!result.standardError.contains("\u{1B}"))
        }
    }
}
