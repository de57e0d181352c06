import Diagnosis
import Inspection
import Testing

/// What `doctor` says of NUMA nodes and of the processors that ranks are bound to.
@Suite struct PlacementFindingsTests {
    private let twoNodes = [Array(0..<4), Array(4..<8)]

    private func finding(_ processors: [[Int]], nodes: [[Int]]) throws -> Finding {
        let reports = processors.enumerated().map { rank, processors in
            var report = RankReport.sample(rank: rank, processors: processors)
            report.memoryNodes = nodes
            return report
        }
        return try #require(PlacementFindings.findings(of: reports).first)
    }

    @Test func ranksOfOneNodeMayBeUnbound() throws {
        let unbound = try finding([Array(0..<8), Array(0..<8)], nodes: [Array(0..<8)])
        #expect(unbound == .ok("placement", "1 NUMA node; ranks are unbound"))
        let bound = try finding([[0, 1], [2, 3, 6]], nodes: [Array(0..<8)])
        #expect(bound == .ok("placement", "1 NUMA node; rank 0 on 0-1, rank 1 on 2-3,6"))
    }

    @Test func ranksThatMayLeaveTheirMemoryAreAWarning() throws {
        let unbound = try finding([Array(0..<8), Array(0..<8)], nodes: twoNodes)
        #expect(unbound.level == .warning)
        #expect(
            unbound.text
                == "2 NUMA nodes; ranks are unbound\n2 ranks may run far from their memory, on"
                + " processors of several nodes")
        #expect(unbound.remedy == "pass --map-by numa --bind-to numa to mpirun")
        let bound = try finding([[0, 1, 2, 3], [4, 5, 6, 7]], nodes: twoNodes)
        #expect(bound == .ok("placement", "2 NUMA nodes; rank 0 on 0-3, rank 1 on 4-7"))
        let one = try finding([[0, 1], [3, 4]], nodes: twoNodes)
        #expect(one.text.contains("\nrank 1 may run far from"))
    }

    @Test func aHostThatDoesNotTellOfNodesHasNoFinding() {
        #expect(PlacementFindings.findings(of: [.sample(rank: 0)]).isEmpty)
    }
}
