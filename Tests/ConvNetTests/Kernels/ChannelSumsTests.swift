import CKernels
import Testing

/// The sums behind batch norm against sums in Double, for any number of rows and channels.
@Suite struct ChannelSumsTests {
    static let rows = [1, 2, 63, 64, 65, 127, 128, 129, 1000, 16_384 / examplesShare]

    @Test(arguments: 1...40)
    func sumsAreThoseInDouble(channels: Int) {
        let rows = Self.rows[channels % Self.rows.count]
        var choice = RandomChoice(key: 7000 + channels)
        // Far from zero, so that sums without the shift would lose their digits.
        let x = choice.uniforms(rows * channels).map { 100 + $0 }
        let shift = choice.uniforms(channels).map { 100 + $0 }
        var expected = (
            sum: Array(repeating: 0.0, count: channels),
            squareSum: Array(repeating: 0.0, count: channels)
        )
        for i in x.indices {
            let difference = Double(x[i]) - Double(shift[i % channels])
            expected.sum[i % channels] += difference
            expected.squareSum[i % channels] += difference * difference
        }
        for kernels in Kernels.all {
            for edge in MemoryEdge.allCases {
                let sums = channelSums(x, shift: shift, rows: rows, kernels, at: edge)
                // A block's sums reach 256, where floats are 3e-5 apart; the blocks' errors are as
                // often below zero as above.
                let bound = 6e-5 * Double((rows + 63) / 64).squareRoot()
                for c in 0..<channels {
                    #expect(abs(sums.sum[c] - expected.sum[c]) <= bound, "\(kernels.name)")
                    #expect(
                        abs(sums.squareSum[c] - expected.squareSum[c]) <= bound,
                        "\(kernels.name)")
                }
            }
        }
    }
}

/// The kernel's sums of (rows, channels), with guards around them.
func channelSums(
    _ x: [Float], shift: [Float], rows: Int, _ kernels: Kernels, at edge: MemoryEdge = .end
) -> (sum: [Double], squareSum: [Double]) {
    GuardedMemory.with(edge) { memory in
        let sum = memory.output(shift.count, of: Double.self)
        let squareSum = memory.output(shift.count, of: Double.self)
        kernels.functions.channel_sums(
            memory.input(x), rows, shift.count, memory.input(shift), sum.pointer,
            squareSum.pointer)
        return (sum.elements, squareSum.elements)
    }
}
