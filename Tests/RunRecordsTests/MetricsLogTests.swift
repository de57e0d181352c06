import Failures
import Files
import Glibc
import RunRecords
import SystemPackage
import TestSupport
import Testing

@Suite struct MetricsLogTests {
    private struct Line: Codable, Equatable {
        var epoch: Int
        var loss: Double
    }

    private static func log(
        _ folder: TemporaryFolder, epochs: Int, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws -> MetricsLog {
        let log = MetricsLog(path: folder.path("metrics.jsonl"), fileSystem: fileSystem)
        for epoch in 0..<epochs { try log.append(Line(epoch: epoch + 1, loss: 0.5)) }
        return log
    }

    @Test func linesAreAppendedAndRead() throws {
        let folder = try TemporaryFolder()
        let log = try Self.log(folder, epochs: 2)
        #expect(
            try folder.text(of: "metrics.jsonl")
                == "{\"epoch\":1,\"loss\":0.5}\n{\"epoch\":2,\"loss\":0.5}\n")
        #expect(
            try log.records(Line.self) == [Line(epoch: 1, loss: 0.5), Line(epoch: 2, loss: 0.5)])
    }

    @Test func aLineIsOnTheDiskBeforeAppendReturns() throws {
        let folder = try TemporaryFolder()
        let system = FaultyFileSystem()
        _ = try Self.log(folder, epochs: 1, fileSystem: system)
        #expect(
            system.callNames == [
                "open appending", "byteCount", "write", "synchronize",
                // The new file's name, too.
                "open reading", "synchronize", "close", "close",
            ])
    }

    @Test(arguments: 0...5)
    func itIsCutBackToTheCheckpointsEpoch(epoch: Int) throws {
        let folder = try TemporaryFolder()
        let log = try Self.log(folder, epochs: 5)
        #expect(try log.truncate(afterEpoch: epoch) == epoch)
        let other = try TemporaryFolder()
        try other.write([], to: "metrics.jsonl")
        _ = try Self.log(other, epochs: epoch)
        #expect(try folder.text(of: "metrics.jsonl") == other.text(of: "metrics.jsonl"))
    }

    @Test func aTornLastLineIsPassedOverAndCutOff() throws {
        let folder = try TemporaryFolder()
        let log = try Self.log(folder, epochs: 2)
        let whole = try folder.contents(of: "metrics.jsonl")
        try folder.write(whole + Array(#"{"epoch":3,"lo"#.utf8), to: "metrics.jsonl")
        #expect(try log.records(Line.self).map(\.epoch) == [1, 2])
        #expect(try log.truncate(afterEpoch: 7) == 2)
        #expect(try folder.contents(of: "metrics.jsonl") == whole)
    }

    /// A power cut before the pages of the last line were written, its end among those that were.
    @Test func aLastLineWithZeroesIsPassedOverAndCutOff() throws {
        let folder = try TemporaryFolder()
        let log = try Self.log(folder, epochs: 2)
        let whole = try folder.contents(of: "metrics.jsonl")
        try folder.write(whole + [0, 0, 0, 0] + Array("0.5}\n".utf8), to: "metrics.jsonl")
        #expect(try log.records(Line.self).map(\.epoch) == [1, 2])
        #expect(try log.truncate(afterEpoch: 7) == 2)
        #expect(try folder.contents(of: "metrics.jsonl") == whole)
    }

    /// Lines of an older try, longer than a page, must not show through the next line.
    @Test func aPowerCutAfterACutBackLeavesNoMixture() throws {
        let old = (3...6).flatMap { epoch in
            Array("{\"epoch\":\(epoch),\"text\":\"\(String(repeating: "x", count: 90))\"}\n".utf8)
        }
        let image = DiskImage(entries: ["metrics.jsonl": .file(old)])
        func mixtures(lostSynchronization: Int?) throws -> Int {
            let fileSystem = MemoryFileSystem(
                MemoryDisk(image), faults: .init(lostSynchronization: lostSynchronization),
                keepsMoments: true)
            let log = MetricsLog(path: "metrics.jsonl", fileSystem: fileSystem)
            #expect(try log.truncate(afterEpoch: 2) == 0)
            try log.append(["text": String(repeating: "y", count: 200), "epoch": "3"])
            var count = 0
            for (moment, disk) in fileSystem.moments.enumerated() {
                for seed in 0..<200 {
                    let cut = MemoryFileSystem(disk.afterCut(.luck(seed: 200 * moment + seed)))
                    let log = MetricsLog(path: "metrics.jsonl", fileSystem: cut)
                    // Where lines can no longer be told apart, the run could not go on.
                    if (try? log.records(AnyLine.self)) == nil { count += 1 }
                }
            }
            return count
        }
        #expect(try mixtures(lostSynchronization: nil) == 0)
        #expect(try mixtures(lostSynchronization: 0) > 0)
    }

    /// A line of which only the form is read.
    private struct AnyLine: Decodable {
        init(from decoder: any Decoder) throws {
            _ = try decoder.container(keyedBy: CodingKeys.self)
        }

        private enum CodingKeys: CodingKey {
            case epoch
        }
    }

    @Test func aMissingFileHasNoLines() throws {
        let folder = try TemporaryFolder()
        let log = MetricsLog(path: folder.path("metrics.jsonl"))
        #expect(try log.records(Line.self) == [])
        #expect(try log.truncate(afterEpoch: 3) == 0)
        #expect(try folder.names() == [])
    }

    @Test func anUnreadableLineIsNamed() throws {
        let folder = try TemporaryFolder()
        let log = MetricsLog(path: folder.path("metrics.jsonl"))
        try folder.write(
            Array("{\"epoch\":1,\"loss\":1}\nrubbish\n{\"epoch\":3}\n".utf8), to: "metrics.jsonl")
        for body in [{ _ = try log.truncate(afterEpoch: 3) }, { _ = try log.records(Line.self) }] {
            let error = #expect(throws: RecordError.self) { try body() }
            #expect(error?.line == 2)
        }
        #expect(try log.truncate(afterEpoch: 0) == 0)
    }

    @Test(arguments: [Errno.noSpace, .ioError])
    func aFaultAtAnyCallLeavesWholeLinesOnly(errno: Errno) throws {
        // open, size, 8 short writes of the 23 bytes, synchronize, close.
        for failingCall in 0..<12 {
            let folder = try TemporaryFolder()
            _ = try Self.log(folder, epochs: 1)
            let before = try folder.text(of: "metrics.jsonl")
            let system = FaultyFileSystem(
                failingCall: failingCall, errno: errno, writeLimit: 3)
            let log = MetricsLog(path: folder.path("metrics.jsonl"), fileSystem: system)
            let error = #expect(throws: FileError.self, "call \(failingCall)") {
                try log.append(Line(epoch: 2, loss: 0.5))
            }
            #expect(error?.errno == errno)
            #expect(error?.exitStatus == .inputOutput)
            let after = try folder.text(of: "metrics.jsonl")
            let isLast = failingCall == 11
            #expect(after == (isLast ? before + "{\"epoch\":2,\"loss\":0.5}\n" : before))
        }
    }

    @Test func aLinkInItsPlaceIsNotWrittenThrough() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("{\"epoch\":1}\n{\"epoch\":2}\n".utf8), to: "precious")
        try POSIXFileSystem().makeLink(folder.path("metrics.jsonl"), to: "precious")
        let log = MetricsLog(path: folder.path("metrics.jsonl"))
        #expect(throws: FileError.self) { try log.append(Line(epoch: 3, loss: 0.5)) }
        #expect(throws: FileError.self) { try log.truncate(afterEpoch: 0) }
        #expect(try folder.text(of: "precious") == "{\"epoch\":1}\n{\"epoch\":2}\n")
    }

    @Test(.timeLimit(.minutes(1))) func aPipeInItsPlaceIsNotWaitedFor() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path("metrics.jsonl"), 0o600) == 0)
        let log = MetricsLog(path: folder.path("metrics.jsonl"))
        #expect(throws: FileError.self) { try log.append(Line(epoch: 3, loss: 0.5)) }
    }
}
