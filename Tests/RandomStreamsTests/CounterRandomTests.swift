import RandomStreams
import Testing

@Suite struct CounterRandomTests {
    // Known answers from the Random123 distribution, kat_vectors, philox4x32 10.
    @Test(arguments: [
        (
            SIMD4<UInt32>(0, 0, 0, 0), SIMD2<UInt32>(0, 0),
            SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
        ),
        (
            SIMD4<UInt32>(repeating: .max), SIMD2<UInt32>(repeating: .max),
            SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
        ),
        (
            SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
            SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
            SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
        ),
    ])
    func philoxGivesThePublishedAnswers(
        counter: SIMD4<UInt32>, key: SIMD2<UInt32>, answer: SIMD4<UInt32>
    ) {
        #expect(philox(counter: counter, key: key) == answer)
    }

    @Test func everyPartOfTheKeyChangesTheStream() {
        let base = CounterRandom(seed: 1, purpose: .shuffle, epoch: 1, key: 1).block(0)
        let others = [
            CounterRandom(seed: 2, purpose: .shuffle, epoch: 1, key: 1).block(0),
            CounterRandom(seed: 1 << 32, purpose: .shuffle, epoch: 1, key: 1).block(0),
            CounterRandom(seed: 1, purpose: .dropout, epoch: 1, key: 1).block(0),
            CounterRandom(seed: 1, purpose: .shuffle, epoch: 2, key: 1).block(0),
            CounterRandom(seed: 1, purpose: .shuffle, epoch: 1, key: 2).block(0),
            CounterRandom(seed: 1, purpose: .shuffle, epoch: 1, key: 1 << 32).block(0),
            CounterRandom(seed: 1, purpose: .shuffle, epoch: 1, key: 1).block(1),
        ]
        #expect(!others.contains(base))
        #expect(Set(others).count == others.count)
    }

    @Test func uniformNumbersFillTheUnitIntervalEvenly() {
        let random = CounterRandom(seed: 7, purpose: .augmentation)
        var histogram = [Int](repeating: 0, count: 10)
        for element in 0..<100_000 {
            let value = random.uniform(at: element)
            #expect(value >= 0 && value < 1)
            histogram[Int(value * 10)] += 1
        }
        #expect(histogram.allSatisfy { abs($0 - 10_000) < 500 })
    }
}
