import ChaosTesting
import Testing

@Suite struct ChaosEventTests {
    private func plan(seed: UInt64, count: Int) -> [ChaosEvent] {
        ChaosEvent.plan(seed: seed, count: count, ranks: 3, kinds: ChaosEvent.Kind.allCases)
    }

    @Test func aSeedAlwaysGivesTheSameEvents() {
        #expect(plan(seed: 7, count: 50) == plan(seed: 7, count: 50))
        #expect(plan(seed: 7, count: 50) != plan(seed: 8, count: 50))
        #expect(plan(seed: 7, count: 20) == Array(plan(seed: 7, count: 50).prefix(20)))
    }

    @Test func everyRoundHasEachKindOnceInAnOrderOfItsOwn() {
        let kinds = plan(seed: 1, count: 30).map(\.kind)
        let rounds = [kinds[..<10], kinds[10..<20], kinds[20...]].map { Array($0) }
        for round in rounds { #expect(Set(round).count == 10) }
        #expect(rounds[0] != rounds[1] && rounds[1] != rounds[2])
    }

    @Test func everyRankIsHit() {
        let ranks = Set(plan(seed: 1, count: 50).map(\.rank))
        #expect(ranks == [0, 1, 2])
    }
}
