import CKernels
import CounterRandom
import Testing

/// The columns of an image times the weights are its convolution, for any size, padding and tile.
@Suite struct ColumnsTests {
    @Test(arguments: 0..<60)
    func columnsTimesWeightsIsTheConvolution(example: Int) {
        let random = CounterRandom(seed: 11, purpose: .test, key: UInt64(example))
        func pick(_ range: ClosedRange<Int>, _ element: Int) -> Int {
            range.lowerBound + Int(random.bits(at: element)) % range.count
        }
        let padding = example % 3
        let width = 3 + (example * 7) % 31
        let height = pick(3...12, 0)
        let channels = pick(1...5, 1)
        let outputHeight = height + 2 * padding - 2
        let outputWidth = width + 2 * padding - 2
        let firstRow = pick(0...outputHeight - 1, 2)
        let rowCount = pick(1...outputHeight - firstRow, 3)
        // Small integers: all products and sums are exact.
        let image = (0..<height * width * channels).map { Float(pick(-8...8, 100 + $0)) }
        let weight = (0..<9 * channels).map { Float(pick(-8...8, 90_000 + $0)) }
        let depth = 9 * channels
        var columns = Array(
            repeating: Float.nan, count: rowCount * outputWidth * depth + 1)
        columns[columns.count - 1] = 77

        ckernels_columns_3x3(
            image, height, width, channels, padding, firstRow, rowCount, &columns)

        var isEqual = true
        for row in 0..<rowCount {
            for column in 0..<outputWidth {
                let line = (row * outputWidth + column) * depth
                let product = (0..<depth).reduce(Float(0)) {
                    $0 + columns[line + $1] * weight[$1]
                }
                var direct: Float = 0
                for ky in 0..<3 {
                    for kx in 0..<3 {
                        let y = firstRow + row + ky - padding
                        let x = column + kx - padding
                        guard 0..<height ~= y, 0..<width ~= x else { continue }
                        for c in 0..<channels {
                            direct +=
                                image[(y * width + x) * channels + c]
                                * weight[(ky * 3 + kx) * channels + c]
                        }
                    }
                }
                isEqual = isEqual && product == direct
            }
        }
        #expect(isEqual, "\(height)x\(width)x\(channels), padding \(padding), row \(firstRow)")
        #expect(columns[columns.count - 1] == 77, "wrote past its end")
    }

    @Test func rotationTurnsTheKernelAndSwapsItsChannels() {
        let weight = (0..<9 * 2 * 3).map { Float($0) }
        var rotated = Array(repeating: Float.nan, count: weight.count)
        ckernels_rotate_3x3(weight, 2, 3, &rotated)
        for ky in 0..<3 {
            for kx in 0..<3 {
                for i in 0..<2 {
                    for o in 0..<3 {
                        let turned = ((2 - ky) * 3 + 2 - kx) * 6 + o * 2 + i
                        #expect(rotated[turned] == weight[(ky * 3 + kx) * 6 + i * 3 + o])
                    }
                }
            }
        }
    }
}
