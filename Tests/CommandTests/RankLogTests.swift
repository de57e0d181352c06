import Glibc
import TestSupport
import Testing

extension AllCommands {
    /// What ranks write down, and what the user reads when a run fails.
    @Suite struct RankLogTests {
        let place: Workplace
        private let options = ["--synthetic-per-class", "6", "--epochs", "2"]

        init() throws { place = try Workplace() }

        @discardableResult
        private func train(
            _ more: [String] = [], ranks: Int? = nil, exitCode: Int32 = 0
        ) throws -> CommandResult {
            let result = try place.hwrDist(
                ["train", "--run", "run"] + Workplace.small + options + more, ranks: ranks)
            try #require(result.status == exitCode && !result.timedOut, "\(result)")
            return result
        }

        private func log(_ rank: Int) throws -> [Substring] {
            try text(of: place.path("run/logs/rank-00\(rank).log")).split(separator: "\n")
        }

        @Test func everyRankKeepsALogThatResumesAddTo() throws {
            try train(["--stop-after", "7"], ranks: 3, exitCode: 75)
            try train(ranks: 2)
            #expect(
                try names(in: place.path("run/logs"))
                    == ["rank-000.log", "rank-001.log", "rank-002.log"])
            let time = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /#
            for rank in 0..<3 {
                for line in try log(rank) { #expect(line.prefixMatch(of: time) != nil, "\(line)") }
            }
            let words = try log(0).map { $0.dropFirst(21) }
            #expect(words.count { $0.hasPrefix("start: rank 0 of 3 on ") } == 1)
            #expect(words.count { $0.hasPrefix("start: rank 0 of 2 on ") } == 1)
            #expect(words.contains { $0.hasSuffix(" kernels, resumed after step 7") })
            #expect(words.count { $0.hasPrefix("epoch 1 of 2: training ") } == 1)
            #expect(words.contains("writing the checkpoint after step 7"))
            #expect(words.contains("stopped after step 7"))
            #expect(words.last == "finished")
            #expect(try log(2).last?.hasSuffix(" stopped after step 7") == true)
        }

        @Test(arguments: Launcher.allCases)
        func aFailedRunIsToldInOneBlockWithTheCommandThatGoesOn(launcher: Launcher) throws {
            let result = try train(
                [
                    "--preset", "keras", "--optimizer", "sgd", "--schedule", "constant",
                    "--warmup-epochs", "0", "--learning-rate", "100",
                ], ranks: launcher.ranks, exitCode: 70)
            let who = launcher == .alone ? "rank 0 of 1 on " : "all ranks, "
            result.expectFailure(
                70,
                saying: [
                    "| error: ", "is not finite in epoch 1", "| at:    \(who)",
                    "training, epoch 1, after",
                    "| the end of run/logs/rank-000.log:\n", "start: rank 0 of ",
                ])
            // It would end in the same way.
            #expect(result.occurrences(of: "go on with") == 0)
            #expect(result.occurrences(of: "+------------------------------------------") == 2)
            #expect(try log(0).last?.contains(" failed: ") == true)
        }

        /// Nothing has begun yet that could go on.
        @Test func aMistakeBeforeTheRunIsToldInOneLine() throws {
            let result = try train(["--batch-size", "25"], ranks: 3, exitCode: 78)
            #expect(result.standardError.hasPrefix("error: the batch size 25"), "\(result)")
            #expect(result.occurrences(of: "go on with") == 0)
        }

        @Test func aLogThatCannotBeWrittenIsAWarning() throws {
            _ = try run("mkdir", ["-p", place.path("run/logs/rank-001.log")])
            let result = try train(ranks: 3)
            #expect(
                result.occurrences(
                    of: "warning: rank 1 keeps no log: cannot open run/logs/rank-001.log") == 1)
            #expect(try log(0).last?.hasSuffix(" finished") == true)
        }
    }
}
