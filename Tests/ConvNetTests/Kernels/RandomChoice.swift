import RandomStreams

/// Shapes and values that are a function of one number.
struct RandomChoice {
    private let random: CounterRandom
    private var element = 0

    init(key: Int) {
        random = CounterRandom(seed: 14, purpose: .test, key: UInt64(key))
    }

    mutating func pick(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt32(range.count))
    }

    mutating func pick<Element>(from elements: [Element]) -> Element {
        elements[pick(0...elements.count - 1)]
    }

    /// Uniform in [-1, 1).
    mutating func uniforms(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float(next() >> 8) * 0x1p-23 - 1 }
    }

    /// Multiples of `step` from -`largest` to `largest`, so few that equal ones and zeros abound.
    /// With a power of two, sums and products of some of them are exact.
    mutating func gridValues(_ count: Int, step: Float, largest: Float) -> [Float] {
        let steps = Int(largest / step)
        return (0..<count).map { _ in Float(pick(-steps...steps)) * step }
    }

    private mutating func next() -> UInt32 {
        element += 1
        return random.bits(at: element - 1)
    }
}

/// A run without optimisation, under sanitizers, sees fewer examples.
#if DEBUG
let examplesShare = 10
#else
let examplesShare = 1
#endif
