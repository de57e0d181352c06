import CKernels
import CounterRandom
import Testing

@Suite struct PoolingTests {
    @Test(arguments: 2...33)
    func poolingTakesTheFirstLargestOfEachBlock(width: Int) {
        let height = 2 + (width * 5) % 9
        let channels = 1 + width % 4
        let random = CounterRandom(seed: 12, purpose: .test, key: UInt64(width))
        // Few values, so that ties occur.
        let image = (0..<height * width * channels).map { Float(random.bits(at: $0) % 5) - 2 }
        let count = (height / 2) * (width / 2) * channels
        var pooled = Array(repeating: Float.nan, count: count)
        var winners = Array(repeating: UInt8.max, count: count)
        ckernels_max_pool_2x2(image, height, width, channels, &pooled, &winners)

        let pooledGradient = (0..<count).map { Float($0 + 1) }
        var gradient = Array(repeating: Float.nan, count: image.count)
        ckernels_max_pool_2x2_gradient(
            pooledGradient, winners, height, width, channels, &gradient)

        var expected = Array(repeating: Float(0), count: count)
        var expectedGradient = Array(repeating: Float(0), count: image.count)
        for row in 0..<height / 2 {
            for column in 0..<width / 2 {
                for c in 0..<channels {
                    let output = (row * (width / 2) + column) * channels + c
                    let places = [(0, 0), (0, 1), (1, 0), (1, 1)].map { dy, dx in
                        ((2 * row + dy) * width + 2 * column + dx) * channels + c
                    }
                    var winner = places[0]
                    for place in places where image[place] > image[winner] { winner = place }
                    expected[output] = image[winner]
                    expectedGradient[winner] = pooledGradient[output]
                }
            }
        }
        #expect(pooled == expected)
        #expect(gradient == expectedGradient)
    }
}
