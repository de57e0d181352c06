import Collectives
import Failures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct InProcessGroupTests {
    private struct RankError: Error, Equatable { let rank: Int }

    private struct RankFailure: Failure {
        let rank: Int
        var what: String { "there is nothing of rank \(rank)" }
        let location: String? = "data"
        let remedy: String? = "add some"
        let exitStatus: Failures.ExitStatus = .noInput
    }

    @Test func aRankThatThrowsDoesNotHangTheOthers() {
        #expect(throws: RankError(rank: 2)) {
            try InProcessGroup.run(worldSize: 5) { group in
                try group.barrier()
                if group.rank == 2 { throw RankError(rank: 2) }
                try group.barrier()
                try group.barrier()
            }
        }
    }

    @Test func theLowestRanksErrorIsReported() {
        for _ in 0..<20 {
            #expect(throws: RankError(rank: 1)) {
                try InProcessGroup.run(worldSize: 4) { group in
                    if group.rank > 0 { throw RankError(rank: group.rank) }
                    try group.barrier()
                }
            }
        }
    }

    @Test func aRankThatReturnsEarlyDoesNotHangTheOthers() {
        #expect(throws: PeerFailure.self) {
            try InProcessGroup.run(worldSize: 3) { group in
                if group.rank == 1 { return }
                try group.barrier()
            }
        }
    }

    @Test(arguments: [1, 2, 3, 5, 8])
    func operationsGiveTheirDefinitions(worldSize: Int) throws {
        try InProcessGroup.run(worldSize: worldSize) { group in
            #expect(group.worldSize == worldSize)
            for root in 0..<worldSize {
                var bytes = [UInt8](repeating: UInt8(group.rank + 1), count: 9)
                try bytes.withUnsafeMutableBytes { try group.broadcast($0, from: root) }
                #expect(bytes == [UInt8](repeating: UInt8(root + 1), count: 9))

                let gathered = try group.gather(
                    [UInt8](repeating: UInt8(group.rank), count: group.rank), to: root)
                let all = (0..<worldSize).map { [UInt8](repeating: UInt8($0), count: $0) }
                #expect(gathered == (group.rank == root ? all : []))
            }
            var sums = [Int64(group.rank), 1]
            try group.combine(&sums, by: .sum)
            #expect(sums == [Int64(worldSize * (worldSize - 1) / 2), Int64(worldSize)])
            var smallest = [Int64(group.rank + 3)]
            try group.combine(&smallest, by: .minimum)
            #expect(smallest == [3])
            var largest = [Int64(group.rank)]
            try group.combine(&largest, by: .maximum)
            #expect(largest == [Int64(worldSize - 1)])
        }
    }

    @Test(arguments: [1, 2, 5])
    func whatOneRankWritesIntoSharedMemoryAllRead(worldSize: Int) throws {
        try InProcessGroup.run(worldSize: worldSize) { group in
            guard let memory = try group.allocateShared(elementCount: worldSize) else {
                #expect(worldSize == 1)
                return
            }
            #expect(memory[group.rank] == 0)
            memory[group.rank] = Float(group.rank + 1)
            try group.barrier()
            #expect((0..<worldSize).allSatisfy { memory[$0] == Float($0 + 1) })
        }
        try InProcessGroup.run(worldSize: worldSize, sharesMemory: false) { group in
            let memory = try group.allocateShared(elementCount: 1)
            #expect(memory == nil)
        }
    }

    @Test func aFailureOfOneRankIsAgreedByAllWithItsTextAndStatus() throws {
        for worldSize in [1, 4] {
            let last = worldSize - 1
            let text = "data: there is nothing of rank \(last); add some"
            let error = try agreedFailure(worldSize: worldSize, thrown: RankFailure(rank: last))
            #expect(
                error
                    == AgreedFailure(
                        rank: last, rankName: worldSize == 1 ? nil : "rank \(last)",
                        exitStatus: .noInput, what: text))
            #expect(error.description == (worldSize == 1 ? text : "rank \(last): \(text)"))
        }
    }

    @Test func anErrorThatIsNoFailureIsAgreedAsAnInternalOne() throws {
        let error = try agreedFailure(worldSize: 3, thrown: RankError(rank: 2))
        #expect(error.exitStatus == .internalError)
        #expect(error.description == "rank 2: RankError(rank: 2)")
    }

    @Test func aFailureNamesItsHostWhereThereAreSeveral() throws {
        let error = try agreedFailure(
            worldSize: 3, hosts: [0, 1, 1], thrown: RankError(rank: 2))
        #expect(error.description == "rank 2 on node2: RankError(rank: 2)")
    }

    /// What all ranks throw when the last one throws `error` in `agree`.
    private func agreedFailure(
        worldSize: Int, hosts: [Int]? = nil, thrown error: any Error
    ) throws -> AgreedFailure {
        try #require(throws: AgreedFailure.self) {
            try InProcessGroup.run(worldSize: worldSize, hosts: hosts) { group in
                let failure = #expect(throws: AgreedFailure.self) {
                    try group.agree { if group.rank == worldSize - 1 { throw error } }
                }
                // All ranks are still in step.
                try group.barrier()
                if let failure { throw failure }
            }
        }
    }

    @Test func agreementReturnsEachRanksOwnResult() throws {
        try InProcessGroup.run(worldSize: 3) { group in
            let result = try group.agree { group.rank * 2 }
            #expect(result == group.rank * 2)
        }
    }
}
