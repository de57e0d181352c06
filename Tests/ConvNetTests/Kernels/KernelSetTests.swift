import CKernels
import ConvNet
import Testing

@Suite struct KernelSetTests {
    @Test func theSetsAreKnownAndTheSlowestComesFirst() {
        let names = KernelSet.available.map(\.name)
        #if arch(x86_64)
        #expect(
            names == Array(["portable", "avx2", "avx512", "avx512bf16", "amx"].prefix(names.count)))
        #expect(!names.isEmpty)
        #else
        #expect(names == ["portable"])
        #endif
        #expect(KernelSet.best(for: .bf16) == KernelSet.available.last)
        #expect(names == Kernels.all.map(\.name))
    }

    @Test func thereIsNothingBehindTheLastSet() {
        let count = ckernels_set_count()
        #expect(count == KernelSet.available.count)
        #expect(ckernels_set_at(count) == nil)
        #expect(ckernels_set_at(.max) == nil)
    }

    @Test func aSetIsFoundByItsNameOnly() {
        for kernels in KernelSet.available {
            #expect(KernelSet.named(kernels.name) == kernels)
        }
        #expect(KernelSet.named("nonsense") == nil)
        #expect(KernelSet.named("") == nil)
        // What a run may ask for is each set, or the best one.
        let choices = Set(KernelChoice.allCases.map(\.rawValue))
        #expect(choices == ["auto", "portable", "avx2", "avx512", "avx512bf16", "amx"])
    }

    @Test(arguments: KernelSet.available)
    func roundsOfMultiplyAddsAreCounted(kernels: KernelSet) {
        let ofOne = kernels.multiplyAdds(rounds: 1)
        #expect(ofOne > 0)
        #expect(kernels.multiplyAdds(rounds: 1000) == 1000 * ofOne)
    }
}
