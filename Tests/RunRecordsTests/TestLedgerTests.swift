import Files
import Glibc
import RunRecords
import SystemPackage
import TestSupport
import Testing

@Suite struct TestLedgerTests {
    private let folder: TemporaryFolder
    private let ledger: TestLedger
    private var path: String { folder.path + "/test-ledger.csv" }
    private static let header =
        "build,identity,seed,time,testDigest,images,correct,accuracy,models,views"

    /// As a spreadsheet leaves it before the header.
    private static let mark = "\u{FEFF}"

    init() throws {
        folder = try TemporaryFolder()
        let run = RunFolder(folder.path + "/run")
        try run.create()
        ledger = TestLedger(besideRun: run)
    }

    private func entry(correct: Int64) -> TestLedger.Entry {
        TestLedger.Entry(
            buildID: "b1", description: .sample, testDigest: "00aa", imageCount: 4,
            correctCount: correct)
    }

    private func lines() throws -> [[String]] {
        let text = try folder.text(of: "test-ledger.csv")
        #expect(text.hasSuffix("\n"))
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    @Test func aLineForEachLookBelowOneHeader() throws {
        for correct in [1, 3] as [Int64] { try ledger.append(entry(correct: correct)) }
        let lines = try lines()
        #expect(lines.count == 3)
        #expect(lines[0].joined(separator: ",") == Self.header)
        for (line, rest) in zip(lines.dropFirst(), [["1", "0.25"], ["3", "0.75"]]) {
            #expect(line[0] == "b1" && line[2] == "\(RunDescription.sample.seed)")
            #expect(line[1] == (try RunDescription.sample.digestText) && line[1].utf8.count == 64)
            #expect(line[3].hasPrefix("20") && line[3].hasSuffix("Z"))
            #expect(Array(line[4...]) == ["00aa", "4"] + rest + ["1", "1"])
        }
    }

    @Test(arguments: [
        "", "build,ide", header, header + "\n", header + "\nb0,11", mark, mark + "build,ide",
        mark + header, mark + header + "\nb0,11",
    ])
    func aTornLineDoesNotSpoilTheNext(torn: String) throws {
        try folder.write(Array(torn.utf8), to: "test-ledger.csv")
        try ledger.append(entry(correct: 2))
        let lines = try lines()
        let hasMark = torn.hasPrefix(Self.mark)
        #expect(lines[0].joined(separator: ",") == (hasMark ? Self.mark : "") + Self.header)
        #expect(lines.last?.count == 10 && lines.last?.first == "b1")
        #expect(lines.count == (torn.hasSuffix("b0,11") ? 3 : 2))
    }

    @Test func manyWritersAtOnceLoseNoLine() async throws {
        let (ledger, entry) = (ledger, entry(correct: 1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 { group.addTask { try ledger.append(entry) } }
            try await group.waitForAll()
        }
        let lines = try lines()
        #expect(lines.count == 41 && lines.allSatisfy { $0.count == 10 })
        #expect(lines.count { $0[0] == "build" } == 1)
    }

    @Test func linksAndPipesAreNotWrittenTo() throws {
        try folder.write([], to: "elsewhere")
        #expect(symlink("elsewhere", path) == 0)
        let error = #expect(throws: FileError.self) { try ledger.append(entry(correct: 1)) }
        #expect(error?.errno == .tooManySymbolicLinkLevels)
        #expect(try folder.contents(of: "elsewhere").isEmpty)
        #expect(unlink(path) == 0 && mkfifo(path, 0o600) == 0)
        #expect(throws: FileError.self) { try ledger.append(entry(correct: 1)) }
    }

    @Test func onlyACheckpointInARunFolderHasALedger() throws {
        let run = RunFolder(folder.path + "/run")
        let inside = run.checkpointsPath + "/best.safetensors"
        try folder.write([0], to: "run/checkpoints/best.safetensors")
        #expect(TestLedger(of: inside) == nil)
        try folder.write([0], to: "run/config.json")
        let ledger = try #require(TestLedger(of: inside))
        try ledger.append(entry(correct: 1))
        #expect(try lines().count == 2)
        #expect(TestLedger(of: run.path) != nil)
        try folder.write([0], to: "run/best.safetensors")
        #expect(TestLedger(of: run.path + "/best.safetensors") == nil)
    }
}
