import Failures
import Files
import Glibc
import RunRecords
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized) struct RunLockTests {
    @Test(arguments: [true, false])
    func itIsFreeAfterItsHoldersEnd(hasLocks: Bool) throws {
        let folder = try TemporaryFolder()
        for _ in 0..<2 {
            let lock = try RunLock(
                path: folder.path("lock"), fileSystem: fileSystem(hasLocks: hasLocks))
            #expect(try folder.text(of: "lock").hasSuffix(" \(getpid())\n"))
            withExtendedLifetime(lock) {}
        }
        #expect(try folder.contents(of: "lock") == [])
    }

    @Test func aSecondHolderInTheSameProcessIsRefused() throws {
        let folder = try TemporaryFolder()
        let lock = try RunLock(path: folder.path("lock"))
        let error = #expect(throws: RunLockError.self) {
            try RunLock(path: folder.path("lock"))
        }
        #expect(error?.exitStatus == .cannotCreate)
        #expect(error?.description.contains("process \(getpid()) on host ") == true)
        #expect(error?.description.contains("run folder \(folder.path) is in use") == true)
        withExtendedLifetime(lock) {}
    }

    @Test(arguments: [true, false])
    func anotherProcessIsRefusedAndToldTheHolder(hasLocks: Bool) async throws {
        let folder = try TemporaryFolder()
        let (path, holder) = (folder.path("lock"), getpid())
        let lock = try RunLock(path: path, fileSystem: fileSystem(hasLocks: hasLocks))
        await #expect(processExitsWith: .exitCode(73)) {
            [path = path as String, holder = holder as Int32, hasLocks = hasLocks as Bool] in
            do {
                _ = try RunLock(path: path, fileSystem: fileSystem(hasLocks: hasLocks))
            } catch RunLockError.locked(path, let named?) where named.process == holder {
                exit(73)
            }
            exit(1)
        }
        withExtendedLifetime(lock) {}
    }

    @Test(arguments: [true, false])
    func aDeadProcessesLockIsTakenOver(hasLocks: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("lock")
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, hasLocks = hasLocks as Bool] in
            let lock = try RunLock(path: path, fileSystem: fileSystem(hasLocks: hasLocks))
            kill(getpid(), SIGKILL)
            withExtendedLifetime(lock) {}
        }
        let left = try folder.text(of: "lock")
        #expect(left.isEmpty == false && left.hasSuffix(" \(getpid())\n") == false)
        let lock = try RunLock(path: path, fileSystem: fileSystem(hasLocks: hasLocks))
        #expect(try folder.text(of: "lock").hasSuffix(" \(getpid())\n"))
        withExtendedLifetime(lock) {}
    }

    @Test func withoutFileLocksAHolderOnAnotherHostIsBelieved() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("another.host 4242\n".utf8), to: "lock")
        let error = #expect(throws: RunLockError.self) {
            try RunLock(path: folder.path("lock"), fileSystem: fileSystem(hasLocks: false))
        }
        #expect(
            error
                == .locked(
                    path: folder.path("lock"),
                    holder: RunLock.Holder(host: "another.host", process: 4242)))
        // With file locks the system knows better.
        _ = try RunLock(path: folder.path("lock"))
    }

    @Test func rubbishInTheLockFileDoesNotMatter() throws {
        let folder = try TemporaryFolder()
        for rubbish in ["", "\n", "host\n", "host -1\n", "a b c\n", "host 99999999999\n", "\u{0}"] {
            try folder.write(Array(rubbish.utf8), to: "lock")
            _ = try RunLock(path: folder.path("lock"), fileSystem: fileSystem(hasLocks: false))
        }
    }

    @Test func aLockThatCannotBeMadeIsAnErrorWithCode73() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: RunLockError.self) {
            try RunLock(path: folder.path("missing/lock"))
        }
        #expect(error?.exitStatus == .cannotCreate)
        #expect(error?.description.contains(folder.path("missing/lock")) == true)
    }
}

/// The real file system, or one that has no locks and does everything else.
private func fileSystem(hasLocks: Bool) -> any FileSystem {
    // The lock is the one call that is made through it.
    hasLocks ? POSIXFileSystem() : FaultyFileSystem(failingCall: 0, errno: .noLocks)
}
