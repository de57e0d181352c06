import Evaluation
import Failures
import Files
import Glibc
import RunRecords
import SystemPackage
import TestSupport
import Testing

@Suite struct RunFolderTests {
    @Test func theDefaultPathHoldsTimeAndPreset() {
        #expect(
            RunFolder.defaultPath(preset: "compact", now: 1_738_324_805)
                == "runs/2025-01-31T120005Z-compact")
        #expect(RunFolder.utcText(1_738_324_805) == "2025-01-31T12:00:05Z")
    }

    @Test func createMakesAllFoldersAndMayBeRepeated() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path("a/b c/ح/"))
        #expect(run.path == folder.path("a/b c/ح"))
        try run.create()
        try run.create()
        #expect(try POSIXFileSystem().entries(of: run.path) == ["checkpoints", "logs"])
    }

    @Test func aFolderThatCannotBeMadeIsAnErrorWithCode73() throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "file")
        for path in ["file", "file/run", "file/deep/run"] {
            let error = #expect(throws: FileError.self) {
                try RunFolder(folder.path(path)).create()
            }
            #expect(error?.exitStatus == .cannotCreate)
            #expect(error?.description.contains(folder.path("file")) == true)
        }
        #expect(throws: FileError.self) { try RunFolder("").create() }
    }

    @Test func aFullDiskWhileFoldersAreMadeIsAnErrorWithCode74() throws {
        let folder = try TemporaryFolder()
        let counting = FaultyFileSystem()
        try RunFolder(folder.path("a"), fileSystem: counting).create()
        for failingCall in counting.callNames.indices {
            let path = folder.path("run-\(failingCall)")
            let error = #expect(throws: FileError.self, "call \(failingCall)") {
                try RunFolder(path, fileSystem: FaultyFileSystem(failingCall: failingCall))
                    .create()
            }
            #expect(error?.exitStatus == .inputOutput)
        }
    }

    @Test func latestIsALinkToTheNewestRun() throws {
        let folder = try TemporaryFolder()
        for name in ["one", "two"] {
            let run = RunFolder(folder.path(name))
            try run.create()
            try run.linkAsLatest()
            #expect(try folder.names().contains(".latest.partial") == false)
            #expect(destination(folder.path("latest")) == name)
        }
    }

    @Test func aFileCalledLatestIsNotReplaced() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path("one"))
        try run.create()
        try folder.write([7], to: "latest")
        let error = #expect(throws: FileError.self) { try run.linkAsLatest() }
        #expect(error?.errno == .fileExists)
        #expect(try folder.contents(of: "latest") == [7])
    }

    /// A run folder from elsewhere may hold links; nothing outside is read for it, or changed.
    @Test func noLinkLeadsOutOfTheFolder() throws {
        let (folder, outside) = (try TemporaryFolder(), try TemporaryFolder())
        let run = RunFolder(folder.path("run"))
        try run.create()
        let precious = Array("{\"epoch\":1}\n{\"epoch\":2}\n".utf8)
        try outside.write(precious, to: "precious")
        let system = POSIXFileSystem()
        let names = [
            "metrics.jsonl", "summary.json", "manifest.csv", "confusion.csv", "config.json",
            "predictions.csv", "suspects.csv", ".config.json.partial",
        ]
        for name in names {
            try system.makeLink("\(run.path)/\(name)", to: outside.path("precious"))
        }
        func expectRefusal(_ status: Failures.ExitStatus, _ body: () throws -> Void) {
            let error = #expect(throws: FileError.self) { try body() }
            #expect(error?.exitStatus == status)
            #expect(error?.description.contains("remove the link") == true)
        }
        expectRefusal(.cannotCreate) { try run.metrics.append(["epoch": 3]) }
        expectRefusal(.noInput) { try run.metrics.truncate(afterEpoch: 1) }
        expectRefusal(.noInput) { _ = try run.metrics.records([String: Int].self) }
        expectRefusal(.noInput) { _ = try run.summary() }
        expectRefusal(.noInput) { _ = try run.manifestText() }
        expectRefusal(.noInput) { _ = try run.confusion() }
        expectRefusal(.noInput) { _ = try PredictionTable.read(fileOrRun: run.path) }
        expectRefusal(.noInput) { _ = try run.suspects() }
        expectRefusal(.cannotCreate) { try AtomicFile.replace(run.configPath, bytes: [1]) }
        try AtomicFile.replace(run.manifestPath, bytes: [1])
        #expect(try system.entryKind(run.manifestPath) == .file)
        #expect(try outside.contents(of: "precious") == precious)
    }

    @Test func aLinkInThePlaceOfTheCheckpointsIsRefused() throws {
        let (folder, outside) = (try TemporaryFolder(), try TemporaryFolder())
        let system = POSIXFileSystem()
        // The run folder itself may be a link: people keep theirs on another disk.
        try system.makeLink(folder.path("run"), to: outside.path)
        try system.makeDirectory(folder.path("elsewhere"))
        try system.makeLink(outside.path("checkpoints"), to: folder.path("elsewhere"))
        let run = RunFolder(folder.path("run"))
        let error = #expect(throws: FileError.self) { try run.create() }
        #expect(error?.exitStatus == .cannotCreate)
        #expect(error?.path == run.checkpointsPath)
        #expect(error?.description.contains("remove the link") == true)
        try system.remove(outside.path("checkpoints"))
        try run.create()
        #expect(try outside.names() == ["checkpoints", "logs"])
    }

    @Test func aPipeInAFilesPlaceIsNoHang() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path)
        try run.create()
        mkfifo(run.metricsPath, 0o600)
        #expect(throws: FileError.self) { try run.metrics.append(["epoch": 1]) }
        mkfifo(folder.path(".manifest.csv.partial"), 0o600)
        #expect(throws: FileError.self) { try AtomicFile.replace(run.manifestPath, bytes: [1]) }
    }

    @Test func missingSpaceIsAnErrorWithBothSizes() throws {
        let folder = try TemporaryFolder()
        let run = RunFolder(folder.path)
        try run.requireFreeSpace(1)
        let error = #expect(throws: FileError.self) { try run.requireFreeSpace(.max) }
        #expect(error?.exitStatus == .inputOutput)
        #expect(error?.description.contains("9223372036854775807 bytes are needed") == true)
        #expect(error?.description.contains("free space or choose another --run") == true)
    }

    private func destination(_ path: String) -> String {
        var bytes = [CChar](repeating: 0, count: 256)
        let count = readlink(path, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
