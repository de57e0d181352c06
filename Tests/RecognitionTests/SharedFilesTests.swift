import Collectives
import Datasets
import Failures
import Glibc
import Recognition
import TestSupport
import Testing

@Suite struct SharedFilesTests {
    private static let paths = ["a.png", "b.png", "c.png", "d.png"]

    /// A folder for each of two hosts, with the same files.
    private static func makeHosts() throws -> [TemporaryFolder] {
        try (0..<2).map { _ in
            let folder = try TemporaryFolder()
            for path in paths { try folder.write(Array(path.utf8), to: path) }
            return folder
        }
    }

    /// What all ranks throw where the ranks of a host see its folder; nil when they throw nothing.
    private static func failure(
        _ hosts: [TemporaryFolder], keys: [Int] = [0, 1, 0, 1]
    ) throws -> AgreedFailure? {
        let found = Guarded([AgreedFailure?]())
        try InProcessGroup.run(worldSize: keys.count, hosts: keys) { group in
            let index = ImageIndex(
                folder: hosts[keys[group.rank]].path, classNames: ["a"],
                entries: paths.map { .init(path: $0, label: 0) })
            var failure: AgreedFailure?
            do {
                try group.requireSameFiles(of: index)
            } catch let error as AgreedFailure {
                failure = error
            }
            found.withLock { $0.append(failure) }
        }
        let failures = found.withLock { $0 }
        #expect(failures.allSatisfy { $0 == failures[0] })
        return failures[0]
    }

    @Test func equalFilesAreAccepted() throws {
        #expect(try Self.failure(Self.makeHosts()) == nil)
    }

    @Test func theHostThatLacksAFileIsNamed() throws {
        let hosts = try Self.makeHosts()
        #expect(unlink(hosts[1].path("b.png")) == 0)
        let failure = try #require(try Self.failure(hosts))
        #expect(failure.exitStatus == .noInput)
        #expect(
            failure.what.hasPrefix(
                "rank 1 on node2 cannot read \(hosts[0].path)/b.png (No such file or directory),"
                    + " which rank 0 on node1 can;"))
        // Rank 0 has compared, and is not the one to look at.
        #expect(failure.description == failure.what)
    }

    @Test func theHostWithAFileOfAnotherSizeIsNamed() throws {
        let hosts = try Self.makeHosts()
        try hosts[1].write([1, 2], to: "c.png")
        try hosts[1].write([1, 2], to: "d.png")
        let failure = try #require(try Self.failure(hosts))
        #expect(failure.exitStatus == .configuration)
        #expect(
            failure.what.hasPrefix(
                "rank 1 on node2 has another file \(hosts[0].path)/c.png, of 2 bytes, than rank 0"
                    + " on node1, of 5 (and so 1 more of 4 files that were compared);"))
    }

    @Test func theHostWithOtherBytesIsNamed() throws {
        let hosts = try Self.makeHosts()
        try hosts[1].write(Array("a.pnG".utf8), to: "a.png")
        let failure = try #require(try Self.failure(hosts))
        #expect(failure.exitStatus == .configuration)
        #expect(failure.what.contains("rank 1 on node2 has another file"))
        #expect(failure.what.contains("with other bytes, than rank 0 on node1;"))
    }

    /// A second reading on one host would only cost time.
    @Test func ranksOfOneHostAreNotCompared() throws {
        let hosts = try Self.makeHosts()
        #expect(unlink(hosts[0].path("b.png")) == 0)
        #expect(try Self.failure(hosts, keys: [0, 0]) == nil)
    }
}
