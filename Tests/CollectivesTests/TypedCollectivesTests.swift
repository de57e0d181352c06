import Collectives
import Failures
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct TypedCollectivesTests {
    private enum Shape: Codable, Equatable {
        case point
        case circle(radius: Double)
        case label(String, at: [Int])
    }

    /// A value of every kind.
    private struct Everything: Codable, Equatable {
        var rank: Int
        var hash: UInt64
        var seconds: Double
        var weights: [Float]
        var limits: [Double]
        var isReady: Bool
        var missing: Int?
        var present: Int?
        var text: String
        var shapes: [Shape]
        var counts: [String: Int]
        var numbers: [Int: String]
        var nested: [[String?]]
        var status: Failures.ExitStatus

        init(rank: Int) {
            self.rank = rank
            hash = UInt64.max - UInt64(rank)
            seconds = 0.1 + Double(rank) / 3
            weights = [0.1, -0, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
            limits = [.infinity, -.infinity, .ulpOfOne, .leastNonzeroMagnitude]
            isReady = rank % 2 == 0
            missing = nil
            present = -rank
            text = "a\0b\u{1F}c\nd\"e\\f/ باء \u{2028} 🙂 \(rank)"
            shapes = [.point, .circle(radius: Double(rank)), .label("", at: [rank, .min, .max])]
            counts = ["": 1, "a b": rank]
            numbers = [7: "seven", -1: ""]
            nested = [[], [nil, "x"]]
            status = .noInput
        }
    }

    private struct Row: BitwiseCopyable, Equatable {
        var place: Int
        var probability: Double
    }

    private struct RankFailure: Failure {
        let rank: Int
        var what: String { "there is nothing of rank \(rank)" }
        let location: String? = "data"
        let remedy: String? = "add some"
        let exitStatus: Failures.ExitStatus = .noInput
    }

    @Test(arguments: [1, 2, 3])
    func valuesOfEveryKindArriveEqual(worldSize: Int) throws {
        try InProcessGroup.run(worldSize: worldSize) { group in
            let own = Everything(rank: group.rank)
            let all = (0..<worldSize).map { Everything(rank: $0) }
            let gathered = try group.gather(own)
            #expect(gathered == (group.isRoot ? all : []))
            let shared = try group.allGather(own)
            #expect(shared == all)
            let roots = try group.fromRoot { own }
            #expect(roots == all[0])
        }
    }

    @Test(arguments: [1, 2, 3])
    func valuesThatAreNoRecordsArriveToo(worldSize: Int) throws {
        try InProcessGroup.run(worldSize: worldSize) { group in
            let numbers = try group.allGather(group.rank == 0 ? nil : group.rank)
            #expect(numbers == [nil, 1, 2].prefix(worldSize).map { $0 })
            let nothing: Int? = try group.fromRoot { nil }
            #expect(nothing == nil)
            let truth = try group.fromRoot { true }
            #expect(truth)
            let none: [String] = try group.fromRoot { [] }
            #expect(none == [])
            let notANumber = try group.allGather(Double.nan)
            #expect(notANumber.count == worldSize && notANumber.allSatisfy(\.isNaN))
            let zero = try group.allGather(-0.0)
            #expect(zero.allSatisfy { $0.sign == .minus && $0 == 0 })
        }
    }

    @Test(arguments: [1, 2, 3])
    func rowsArriveInTheOrderOfTheRanks(worldSize: Int) throws {
        @Sendable func rows(of rank: Int) -> [Row] {
            // The first rank has none.
            (0..<rank * 1000).map { Row(place: $0, probability: 1 / Double(rank + $0)) }
        }
        try InProcessGroup.run(worldSize: worldSize) { group in
            let gathered = try group.gather(rows: rows(of: group.rank))
            #expect(gathered == (group.isRoot ? (0..<worldSize).flatMap(rows) : []))
            let shared = try group.fromRoot(rows: { rows(of: 2) })
            #expect(shared == rows(of: 2))
            let none: [UInt8] = try group.fromRoot(rows: { [] })
            #expect(none == [])
        }
    }

    @Test(arguments: [1, 2, 3])
    func oneIntegerOfEachRankIsCombined(worldSize: Int) throws {
        try InProcessGroup.run(worldSize: worldSize) { group in
            let sum = try group.combine(group.rank + 1, by: .sum)
            #expect(sum == worldSize * (worldSize + 1) / 2)
            let least = try group.combine(group.rank - 5, by: .minimum)
            #expect(least == -5)
            let greatest = try group.combine(group.rank, by: .maximum)
            #expect(greatest == worldSize - 1)
        }
    }

    /// Only rank 0 looks for the value, and all ranks end with what it met there.
    @Test(arguments: [1, 2, 3])
    func anErrorOfRankZeroReachesAllRanks(worldSize: Int) throws {
        try InProcessGroup.run(worldSize: worldSize) { group in
            let expected = AgreedFailure(
                rank: 0, rankName: worldSize == 1 ? nil : "rank 0", exitStatus: .noInput,
                what: "data: there is nothing of rank 0; add some")
            try #require(throws: expected) {
                let _: Int = try group.fromRoot { throw RankFailure(rank: group.rank) }
            }
            try #require(throws: expected) {
                let _: [UInt8] = try group.fromRoot(rows: { throw RankFailure(rank: group.rank) })
            }
            // All ranks are still in step.
            try group.barrier()
        }
    }

    /// As between two builds.
    @Test func aValueThatCannotBeReadNamesItsRankOnAllRanks() throws {
        try InProcessGroup.run(worldSize: 3) { group in
            let error = try #require(throws: AgreedFailure.self) {
                if group.rank == 1 {
                    _ = try group.allGather("a text")
                } else {
                    _ = try group.allGather(group.rank)
                }
            }
            #expect(error.exitStatus == .configuration)
            #expect(error.what.hasPrefix("a value of rank 1 cannot be read: "))
            #expect(error.what.hasSuffix("; install the same hwr-dist on all hosts"))
            try group.barrier()
        }
        #expect(throws: UnreadableValueError.self) {
            try InProcessGroup.run(worldSize: 2) { group in
                if group.isRoot { _ = try group.gather(1) } else { _ = try group.gather([""]) }
            }
        }
    }
}
