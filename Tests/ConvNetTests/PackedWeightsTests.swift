import ConvNet
import Testing

/// What a group of processes packs together is what one packs alone.
@Suite struct PackedWeightsTests {
    /// Bits of the shared memory after some of `parts` parts have been packed; NaNs where nobody wrote.
    private static func packed(
        _ model: NetworkModel, _ packing: some Sequence<Int>, of parts: Int
    ) -> [UInt32] {
        let network = model.network
        let memory = FloatBuffer(count: PackedWeights.sharedCount(for: network))
        memory.floats.update(repeating: .nan)
        for part in packing {
            let weights = PackedWeights(for: network, part: part, of: parts, in: memory.pointer)
            let workspace = Workspace(
                for: network, sampleCapacity: 1, trains: true, packed: weights)
            network.pack(model.parameters.pointer, into: workspace)
        }
        return memory.floats.map(\.bitPattern)
    }

    @Test(arguments: Preset.allCases, Precision.allCases)
    func thePartsAreTogetherTheWhole(preset: Preset, precision: Precision) {
        let model = NetworkModel(
            NetworkCase(preset: preset, height: 16, width: 16, channels: 1, sampleCount: 1),
            precision: precision)
        let whole = Self.packed(model, 0..<1, of: 1)
        #expect(whole.contains { !Float(bitPattern: $0).isNaN })
        for parts in [2, 5, 40] {
            let isEqual = Self.packed(model, 0..<parts, of: parts) == whole
            #expect(isEqual, "\(parts) parts")
        }
    }

    /// Else packing would take as long as before.
    @Test func noPartOfTwoIsMuchLargerThanTheOther() {
        let model = NetworkModel(
            NetworkCase(preset: .compact, height: 32, width: 32, channels: 1, sampleCount: 1))
        let written = (0..<2).map { part in
            Self.packed(model, [part], of: 2).count { !Float(bitPattern: $0).isNaN }
        }
        #expect(written.allSatisfy { Double($0) < 0.6 * Double(written[0] + written[1]) })
    }
}
