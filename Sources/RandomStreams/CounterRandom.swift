/// What a stream of random numbers is for. Two purposes never share a number.
package struct RandomPurpose: RawRepresentable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let initialization = RandomPurpose(rawValue: 1)
    package static let split = RandomPurpose(rawValue: 2)
    package static let shuffle = RandomPurpose(rawValue: 3)
    package static let augmentation = RandomPurpose(rawValue: 4)
    package static let dropout = RandomPurpose(rawValue: 5)
    package static let synthesis = RandomPurpose(rawValue: 6)
    // 7 is reserved for tests.
    package static let chaos = RandomPurpose(rawValue: 8)
}

/// A stream of random numbers without state: element `i` is a pure function of (seed, purpose,
/// epoch, key, i). So a run can continue from any step on any number of ranks, without generators
/// to store.
///
///     let random = CounterRandom(seed: seed, purpose: .dropout, epoch: epoch, key: sampleKey)
///     let isKept = random.uniform(at: neuron) < 0.8
///
/// The generator is Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
/// easy as 1, 2, 3", SC 2011. The seed is Philox's key; element, purpose, epoch and key are its
/// counter.
package struct CounterRandom: Sendable {
    private let seed: UInt64
    private let epochAndPurpose: UInt32
    private let key: UInt64

    /// - Parameters:
    ///   - seed: the run's seed.
    ///   - purpose: what the numbers are for.
    ///   - epoch: 0 to 2²⁴ − 1; any other value is a programmer error and traps.
    ///   - key: for example a sample's key, or the index of the tensor that is initialised.
    package init(seed: UInt64, purpose: RandomPurpose, epoch: Int = 0, key: UInt64 = 0) {
        precondition(epoch >= 0 && epoch < 1 << 24, "an epoch is a number from 0 to 2^24 - 1")
        self.seed = seed
        self.epochAndPurpose = UInt32(epoch) << 8 | UInt32(purpose.rawValue)
        self.key = key
    }

    /// One block of four words: elements 4·block to 4·block + 3.
    package func block(_ block: UInt32) -> SIMD4<UInt32> {
        philox(
            counter: SIMD4(
                block, epochAndPurpose,
                UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)),
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    }

    /// 32 uniformly distributed bits.
    ///
    /// - Parameter element: 0 to 2³⁴ − 1.
    package func bits(at element: Int) -> UInt32 {
        block(UInt32(element >> 2))[element & 3]
    }

    /// Uniform in [0, 1), a multiple of 2⁻²⁴: exact in `Float`.
    package func uniform(at element: Int) -> Float {
        Float(bits(at: element) >> 8) * 0x1p-24
    }

    /// Four consecutive uniform numbers from one block, elements 4·block to 4·block + 3: the same
    /// as `uniform(at:)` returns, in a quarter of the time.
    package func uniforms(inBlock block: UInt32) -> SIMD4<Float> {
        SIMD4<Float>(self.block(block) &>> 8) * 0x1p-24
    }

    /// Uniform in `range`; rounding can produce the upper bound itself.
    package func uniform(in range: ClosedRange<Float>, at element: Int) -> Float {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform(at: element)
    }

    /// 64 uniformly distributed bits, from elements 2·`element` and 2·`element` + 1.
    package func bits64(at element: Int) -> UInt64 {
        let words = block(UInt32(element >> 1))
        let first = (element & 1) * 2
        return UInt64(words[first]) | UInt64(words[first + 1]) << 32
    }
}

/// Ten rounds of Philox4x32 with the constants of the paper.
package func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c0 = counter[0]
    var c1 = counter[1]
    var c2 = counter[2]
    var c3 = counter[3]
    var k0 = key[0]
    var k1 = key[1]
    for _ in 0..<10 {
        let a = UInt64(c0) &* 0xD251_1F53
        let b = UInt64(c2) &* 0xCD9E_8D57
        let high0 = UInt32(truncatingIfNeeded: a >> 32)
        let high1 = UInt32(truncatingIfNeeded: b >> 32)
        c0 = high1 ^ c1 ^ k0
        c1 = UInt32(truncatingIfNeeded: b)
        c2 = high0 ^ c3 ^ k1
        c3 = UInt32(truncatingIfNeeded: a)
        k0 = k0 &+ 0x9E37_79B9
        k1 = k1 &+ 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
}
