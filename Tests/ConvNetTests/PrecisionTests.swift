import ConvNet
import Testing

/// A precision with a kernel set that computes in it.
struct Arithmetic: Sendable, CustomTestStringConvertible {
    let precision: Precision
    let kernels: KernelSet

    /// All that this processor can do.
    static let available = Precision.allCases.flatMap { precision in
        KernelSet.available(for: precision).map {
            Arithmetic(precision: precision, kernels: $0)
        }
    }

    var testDescription: String { "\(precision.rawValue) \(kernels.name)" }
}

/// Networks in bfloat16 against the same in 32 bits.
@Suite struct PrecisionTests {
    /// A factor is off by 2⁻⁹ at most; Winograd's transforms make of that a hundredth of a
    /// convolution's output. In an untrained network values near ReLU's and the pooling's kinks take
    /// the other side, so gradients of the first layers part by much more; what training makes of it
    /// is measured in docs/performance.md.
    @Test(arguments: KernelSet.available(for: .bf16), [Preset.compact, .accurate])
    func gradientsStayNearThoseOf32Bits(kernels: KernelSet, preset: Preset) {
        let networkCase = NetworkCase(preset: preset, height: 32, width: 32, sampleCount: 16)
        let exact = NetworkModel(networkCase)
        let rounded = NetworkModel(networkCase, precision: .bf16, kernels: kernels)
        let exactLoss = exact.accumulateGradients().loss
        let loss = rounded.accumulateGradients().loss
        #expect(abs(loss - exactLoss) < 0.01 * exactLoss)
        var worst = 0.0
        for tensor in exact.network.parameters.tensors where tensor.decays {
            let error = relativeError(rounded.gradient(of: tensor), exact.gradient(of: tensor))
            #expect(error > 1e-4 || tensor.name == "convolution1.weight", "nothing is rounded")
            worst = max(worst, error)
        }
        #expect(worst < 0.6)
        print(
            "bf16 \(kernels.name) \(preset.rawValue): loss \(loss - exactLoss), gradients \(worst)")
    }

    @Test(arguments: ["avx512bf16", "amx"])
    func productsInBfloat16AreForThatPrecision(name: String) {
        #expect(KernelSet.available(for: .f32).allSatisfy { $0.name != name })
        #expect(KernelSet.best(for: .f32) != KernelSet.named(name))
        guard let products = KernelSet.named(name) else { return }
        #expect(KernelSet.available(for: .bf16).contains(products))
        #expect(KernelSet.best(for: .bf16).needsBF16)
    }
}
