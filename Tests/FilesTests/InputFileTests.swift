import Failures
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct InputFileTests {
    @Test func aFileOfTheLimitIsReadAndALargerOneRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write([1, 2, 3], to: "file")
        #expect(try InputFile.contents(of: folder.path("file"), limit: 3) == [1, 2, 3])
        let error = #expect(throws: FileError.self) {
            try InputFile.contents(of: folder.path("file"), limit: 2)
        }
        #expect(error?.exitStatus == .badData)
        #expect(error?.path == folder.path("file"))
        #expect(error?.detail == "it has 3 bytes; 2 are the limit")
    }

    @Test(.timeLimit(.minutes(1))) func aFolderAPipeAndNothingAreRefused() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        for (path, errno) in [
            (folder.path, Errno.invalidArgument), (folder.path("pipe"), .invalidArgument),
            (folder.path("missing"), .noSuchFileOrDirectory),
        ] {
            let error = #expect(throws: FileError.self) { try InputFile.contents(of: path) }
            #expect(error?.exitStatus == .noInput)
            #expect(error?.errno == errno)
        }
    }

    @Test func aReadThatFailsIsAnErrorOfInput() throws {
        let folder = try TemporaryFolder()
        try folder.write([1, 2, 3], to: "file")
        // open, byteCount: then the read.
        let error = #expect(throws: FileError.self) {
            try InputFile.contents(
                of: folder.path("file"),
                fileSystem: FaultyFileSystem(failingCall: 2, errno: .ioError))
        }
        #expect(error?.exitStatus == .inputOutput)
    }

    @Test func aTextOfTheSystemIsReadThoughItTellsNoSize() throws {
        let text = try #require(InputFile.systemText("/proc/self/status"))
        #expect(text.contains("\nPid:\t\(getpid())\n"))
        #expect(InputFile.systemText("/proc/self/missing") == nil)
    }
}
