import Failures
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    private static let old = Array("the old contents".utf8)
    private static let new = Array("the new contents, which are longer".utf8)

    @Test func replacesAFileAndLeavesNothingElse() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.old, to: "file")
        try AtomicFile.replace(folder.path("file"), bytes: Self.new)
        #expect(try folder.contents(of: "file") == Self.new)
        #expect(try folder.names() == ["file"])
    }

    @Test func synchronizesTheFileBeforeItsNameAndThenTheFolder() throws {
        let folder = try TemporaryFolder()
        let system = FaultyFileSystem()
        try AtomicFile.replace(folder.path("file"), bytes: Self.new, fileSystem: system)
        #expect(
            system.callNames == [
                "open writingAnew", "write", "synchronize", "close", "rename", "open reading",
                "synchronize", "close",
            ])
    }

    @Test func shortWritesAreContinued() throws {
        let folder = try TemporaryFolder()
        let system = FaultyFileSystem(writeLimit: 3)
        try AtomicFile.replace(folder.path("file"), bytes: Self.new, fileSystem: system)
        #expect(try folder.contents(of: "file") == Self.new)
        #expect(system.callNames.count { $0 == "write" } == 12)
    }

    @Test func aWriteThatTakesNothingIsAnErrorAndNotALoop() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: FileError.self) {
            try AtomicFile.replace(
                folder.path("file"), bytes: Self.new, fileSystem: FaultyFileSystem(writeLimit: 0))
        }
        #expect(error?.errno == .ioError)
    }

    @Test(arguments: [Errno.noSpace, .ioError])
    func aFaultAtAnyCallLeavesOneOfTheTwoFilesWhole(errno: Errno) throws {
        let renameCall = 12 + 3  // open, 12 short writes, synchronize, close: then rename.
        let callCount = renameCall + 4
        for failingCall in 0..<callCount {
            let folder = try TemporaryFolder()
            try folder.write(Self.old, to: "file")
            let system = FaultyFileSystem(
                failingCall: failingCall, errno: errno, writeLimit: 3)
            let error = #expect(throws: FileError.self) {
                try AtomicFile.replace(folder.path("file"), bytes: Self.new, fileSystem: system)
            }
            #expect(error?.errno == errno)
            #expect(error?.exitStatus == .inputOutput)
            #expect(error?.description.contains(folder.path) == true)
            #expect(error?.description.contains("(errno \(errno.rawValue))") == true)
            #expect(
                error?.description.contains("free space or choose another --run")
                    == (errno == .noSpace))
            let expected = failingCall <= renameCall ? Self.old : Self.new
            #expect(try folder.contents(of: "file") == expected, "call \(failingCall)")
            #expect(try folder.names() == ["file"], "call \(failingCall)")
        }
    }

    /// As SMB and some file systems in user space do.
    @Test(arguments: [Errno.invalidArgument, .notSupportedOnSocket, .noFunction])
    func aFolderThatCannotBeSynchronizedIsNoError(errno: Errno) throws {
        let folder = try TemporaryFolder()
        // open, write, synchronize, close, rename, open: then the folder.
        try AtomicFile.replace(
            folder.path("file"), bytes: Self.new,
            fileSystem: FaultyFileSystem(failingCall: 6, errno: errno))
        #expect(try folder.contents(of: "file") == Self.new)
        let error = #expect(throws: FileError.self) {
            try AtomicFile.replace(
                folder.path("file"), bytes: Self.old,
                fileSystem: FaultyFileSystem(failingCall: 2, errno: errno))
        }
        #expect(error?.operation == "synchronize")
        #expect(try folder.contents(of: "file") == Self.new)
    }

    @Test func theMessageNamesOperationPathAndReason() {
        let error = FileError(
            .inputOutput, operation: "write", path: "R/config.json", errno: .noSpace)
        #expect(
            error.description
                == "cannot write R/config.json: No space left on device (errno 28); free space or "
                + "choose another --run")
    }

    @Test func aFileInAMissingFolderCannotBeCreated() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: FileError.self) {
            try AtomicFile.replace(folder.path("missing/file"), bytes: Self.new)
        }
        #expect(error?.exitStatus == .cannotCreate)
    }

    @Test(.timeLimit(.minutes(1))) func aPipeInTheTemporarysPlaceIsNotWaitedFor() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path(".file.partial"), 0o600) == 0)
        #expect(throws: FileError.self) {
            try AtomicFile.replace(folder.path("file"), bytes: [1])
        }
    }
}
