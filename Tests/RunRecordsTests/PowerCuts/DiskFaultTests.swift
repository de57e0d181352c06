import Failures
import Glibc
import RunRecords
import SystemPackage
import Testing

/// Errors of the disk at every call of a whole small run.
@Suite struct DiskFaultTests {
    private let clean: DiskImage
    private let callCount: Int

    init() throws {
        let fileSystem = MemoryFileSystem()
        try ToyRun.live(on: fileSystem)
        clean = fileSystem.image
        callCount = fileSystem.callCount
    }

    @Test(arguments: [Errno.noSpace, .ioError])
    func anErrorAtAnyCallEndsTheRunWhichGoesOnLater(errno: Errno) throws {
        for call in 0..<callCount {
            let faults = MemoryFileSystem.Faults(failingCall: call, errno: errno)
            let error = try requireSurvival(of: faults, from: MemoryDisk(), "call \(call)")
            #expect(exitStatus(error) == .inputOutput, "call \(call): \(error as Any)")
        }
    }

    @Test func anErrorAtAnyCallOfAResumedRunLosesNothing() throws {
        let killed = MemoryFileSystem(faults: .init(killingCall: callCount / 2))
        try? ToyRun.live(on: killed)
        let counting = MemoryFileSystem(killed.disk)
        try ToyRun.live(on: counting)
        for call in 0..<counting.callCount {
            let faults = MemoryFileSystem.Faults(failingCall: call, errno: .ioError)
            let error = try requireSurvival(of: faults, from: killed.disk, "call \(call)")
            // A checkpoint that cannot be read is passed over.
            #expect(
                error == nil || exitStatus(error) == .inputOutput, "call \(call): \(error as Any)")
        }
    }

    @Test(arguments: [1, 7, 64])
    func shortWritesChangeNothing(writeLimit: Int) throws {
        let fileSystem = MemoryFileSystem(faults: .init(writeLimit: writeLimit))
        try ToyRun.live(on: fileSystem)
        #expect(fileSystem.image == clean)
    }

    @Test func anErrorAfterAnyShortWriteLosesNothing() throws {
        let writeLimit = 400
        let counting = MemoryFileSystem(faults: .init(writeLimit: writeLimit))
        try ToyRun.live(on: counting)
        for call in 0..<counting.callCount {
            let faults = MemoryFileSystem.Faults(
                failingCall: call, errno: .noSpace, writeLimit: writeLimit)
            let error = try requireSurvival(of: faults, from: MemoryDisk(), "call \(call)")
            #expect(exitStatus(error) == .inputOutput, "call \(call)")
        }
    }

    /// Runs until the fault, and then without it to the end; what had returned before must be
    /// there all the time, also when the power goes.
    /// - Returns: the error with which the first run ended.
    private func requireSurvival(
        of faults: MemoryFileSystem.Faults, from disk: MemoryDisk, _ comment: Comment
    ) throws -> (any Error)? {
        let faulty = MemoryFileSystem(disk, faults: faults)
        var promise = Promise()
        var thrown: (any Error)?
        do {
            try ToyRun.live(on: faulty) { promise.note($0) }
        } catch {
            thrown = error
        }
        let isMade = Set(faulty.image.entries.keys).subtracting(
            disk.afterCut(.everything).entries.keys)
        try #require(isMade.filter { $0.hasSuffix(".partial") } == [], comment)
        for cut in [PowerCut.everything, .onlySynchronized] {
            let image = faulty.disk.afterCut(cut)
            try #require(promise.breaches(in: image, clean: clean) == [], comment)
        }
        let next = MemoryFileSystem(faulty.disk)
        try ToyRun.live(on: next)
        try #require(next.image == clean, comment)
        let afterCut = next.disk.afterCut(.onlySynchronized)
        for (path, entry) in clean.entries {
            try #require(afterCut.entries[path] == entry, comment)
        }
        return thrown
    }

    private func exitStatus(_ error: (any Error)?) -> Failures.ExitStatus? {
        (error as? any Failure)?.exitStatus
    }
}
