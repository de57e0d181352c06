import Collectives
import Diagnosis
import Inspection
import TestSupport
import Testing

/// What `doctor` measures between ranks or hosts, and says of it.
@Suite struct PairFindingsTests {
    private let ranks = PairMembers(of: HostLayout(worldSize: 4))
    private let hosts = PairMembers(of: HostLayout(keys: [0, 0, 2, 2, 4, 4, 6, 6]))

    /// - Parameter seconds: for 1 MiB, by pairs (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3).
    private func finding(
        _ seconds: [Double], between members: PairMembers, isOversubscribed: Bool = false
    ) throws -> Finding {
        let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
        let speeds = zip(pairs, seconds).map { pair, seconds in
            PairSpeed(a: pair.0, b: pair.1, latencySeconds: 1e-6, mebibyteSeconds: seconds)
        }
        let reports = (0..<8).map {
            RankReport.sample(rank: $0, host: members.areHosts ? "node\($0 / 2 + 1)" : "node1")
        }
        return try #require(
            PairFindings.finding(
                of: speeds, between: members, reports: reports, isOversubscribed: isOversubscribed))
    }

    @Test func aPairFourTimesSlowerThanMostIsNamed() throws {
        let seconds = [1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 5e-3]
        let slow = try finding(seconds, between: ranks)
        #expect(slow.level == .warning)
        #expect(
            slow.text.hasPrefix(
                "ranks 2 and 3: 5.0 ms for 1 MiB, more than four times as long as most\n"))
        #expect(try finding(seconds, between: ranks, isOversubscribed: true).level == .ok)
        let slowHosts = try finding(seconds, between: hosts)
        #expect(slowHosts.text.hasPrefix("node3 and node4: 5.0 ms for 1 MiB"))
        #expect(slowHosts.remedy?.hasPrefix("check node3's and node4's network") == true)
    }

    /// Half of all pairs are its own.
    @Test func aHostThatIsSlowInAllItsPairsIsNamedAlone() throws {
        let slow = try finding([5e-3, 1e-3, 1e-3, 5e-3, 5e-3, 1e-3], between: hosts)
        #expect(slow.level == .warning)
        #expect(slow.text.hasPrefix("node2: 5.0 ms for 1 MiB"))
        #expect(slow.remedy?.hasPrefix("check node2's network") == true)
    }

    @Test func theSlowestPairIsToldOfWhereAllIsWell() throws {
        let well = try finding([1e-3, 1e-3, 2e-3, 1e-3, 1e-3, 1e-3], between: hosts)
        #expect(well.level == .ok)
        #expect(
            well.text.hasPrefix(
                "median of 6 pairs: 1.0 µs for a float, 1000 MiB/s each way for 1 MiB;"
                    + " slowest node1 and node4 (500 MiB/s)\n"))
        #expect(well.text.contains("\nnode1 and node2: 1.0 µs for a float, 1000 MiB/s"))
    }

    @Test(arguments: [0, 1, 2, 3, 15, 16, 17, 64])
    func allPairsAreMeasuredInRoundsWithoutACommonMember(count: Int) {
        let rounds = PairMembers.rounds(of: count)
        let pairs = rounds.flatMap { $0.map { [$0.0, $0.1] } }
        #expect(Set(pairs).count == pairs.count)
        #expect(pairs.count == count * max(0, count - 1) / 2)
        #expect(pairs.allSatisfy { 0 <= $0[0] && $0[0] < $0[1] && $0[1] < count })
        for round in rounds {
            let members = round.flatMap { [$0.0, $0.1] }
            #expect(Set(members).count == members.count)
        }
        #expect(rounds.count == (count < 16 ? pairs.count : count - 1 + count % 2))
    }

    private func examine(worldSize: Int, hosts: [Int]?) throws -> [Finding] {
        let folder = try TemporaryFolder()
        let found = Guarded<[Finding]>([])
        try InProcessGroup.run(worldSize: worldSize, hosts: hosts) { world in
            let doctor = Doctor(
                program: RankReport.sample(rank: 0).program, data: nil,
                runPath: "\(folder.path)/run", memoryReadError: { _, _ in nil },
                computing: {
                    [
                        .init(
                            preset: "compact", elementCount: 250_000,
                            workerSeconds: world.rank == 2 ? 2 : 1)
                    ]
                })
            guard let examination = try doctor.examine(in: world) else { return }
            found.withLock { $0 = examination.findings }
        }
        return found.withLock { $0 }
    }

    @Test func eachPairOfHostsIsMeasuredByAllItsRanks() throws {
        let findings = try examine(worldSize: 5, hosts: [0, 1, 1, 0, 2])
        let exchange = try #require(findings.first { $0.subject == "exchange" })
        #expect(exchange.text.hasPrefix("median of 3 pairs: "))
        let cost = try #require(findings.first { $0.subject == "step cost" })
        // Eight workers of 8 images on five ranks: the slowest has two of them.
        #expect(cost.text.hasPrefix("for 64 images, over the slowest pair of hosts\ncompact: "))
        #expect(cost.text.contains(", computing 4000 ms; a step about "), "\(cost.text)")
    }

    @Test func manyHostsAreMeasuredToo() throws {
        let findings = try examine(worldSize: 17, hosts: Array(0..<17))
        let exchange = try #require(findings.first { $0.subject == "exchange" })
        #expect(exchange.text.hasPrefix("median of 136 pairs: "))
    }

    @Test func ranksOfOneHostHaveNoStepCost() throws {
        let findings = try examine(worldSize: 3, hosts: nil)
        #expect(findings.contains { $0.subject == "exchange" })
        #expect(!findings.contains { $0.subject == "step cost" })
    }
}
