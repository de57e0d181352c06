package import ConvNet

/// Times each convolution, activation and dense layer of a preset alone, beside what the machine
/// can do at most: multiply-adds in registers, and copies within the caches and in memory.
package struct KernelBenchmark {
    let preset: Preset
    let precision: Precision
    let kernels: KernelSet
    let seconds: Double
    let caches: CacheSizes

    /// The images of a call: what a virtual worker takes of a step of 256.
    package static let sampleCount = 32
    private static let inputShape = Shape(height: 32, width: 32, channels: 1)
    private static let classCount = 28

    package init(
        preset: Preset, precision: Precision, kernels: KernelSet, seconds: Double,
        caches: CacheSizes
    ) {
        self.preset = preset
        self.precision = precision
        self.kernels = kernels
        self.seconds = seconds
        self.caches = caches
    }

    package func run() -> KernelBenchmarkResult {
        let network = Network(
            preset, inputShape: Self.inputShape, classCount: Self.classCount,
            precision: precision, kernels: kernels)
        let probes = network.probes(sampleCount: Self.sampleCount)
        let near = CopyLoop(byteCount: caches.nearByteCount, blockByteCount: caches.nearByteCount)
        let far = CopyLoop(byteCount: caches.farByteCount, blockByteCount: CopyLoop.block)

        var timing = InterleavedTiming()
        let rounds = 4096
        let multiplyAdds = kernels.multiplyAdds(rounds: rounds)
        let peakPlace = timing.add { [kernels] in _ = kernels.multiplyAdds(rounds: rounds) }
        let nearPlace = timing.add { near.copyNextBlock() }
        // Warming would bring the next block into the caches.
        let farPlace = timing.add(isWarmed: false) { far.copyNextBlock() }
        let places = probes.map { probe in
            (forward: timing.add { probe.forward() }, backward: timing.add { probe.backward() })
        }
        let measured = timing.run(seconds: seconds)

        let limits = KernelBenchmarkResult.Limits(
            gflops: 2e-9 * Double(multiplyAdds) / measured.seconds[peakPlace],
            cacheBytesPerSecond: Double(near.movedByteCount) / measured.seconds[nearPlace],
            memoryBytesPerSecond: Double(far.movedByteCount) / measured.seconds[farPlace],
            cacheCopyByteCount: near.byteCount, memoryCopyByteCount: far.byteCount)
        func pass(_ place: Int, multiplyAdds: Int, bytes: Int) -> KernelBenchmarkResult.PassTimes {
            KernelBenchmarkResult.PassTimes(
                secondsPerImage: measured.seconds[place] / Double(Self.sampleCount),
                multiplyAdds: multiplyAdds, bytes: bytes, limits: limits)
        }
        return KernelBenchmarkResult(
            preset: preset.rawValue, precision: precision.rawValue, kernelSet: kernels.name,
            microBatchSize: Self.sampleCount, rounds: measured.rounds, limits: limits,
            layers: zip(probes, places).map { probe, place in
                KernelBenchmarkResult.LayerTimes(
                    name: probe.name, kind: probe.kind, input: probe.inputShape.description,
                    output: probe.outputShape.description,
                    forward: pass(
                        place.forward, multiplyAdds: probe.multiplyAdds, bytes: probe.forwardBytes),
                    backward: pass(
                        place.backward, multiplyAdds: probe.backwardMultiplyAdds,
                        bytes: probe.backwardBytes))
            })
    }
}

/// The caches of one core, in bytes.
package struct CacheSizes: Sendable {
    let secondLevel: Int
    let lastLevel: Int

    /// - Parameters:
    ///   - secondLevel: 0 where the system does not tell.
    ///   - lastLevel: likewise.
    package init(secondLevel: Int, lastLevel: Int) {
        self.secondLevel = secondLevel > 0 ? secondLevel : 1 << 20
        self.lastLevel = max(lastLevel > 0 ? lastLevel : 32 << 20, self.secondLevel)
    }

    /// Source and destination take half of the second level.
    var nearByteCount: Int { secondLevel / 4 }

    /// Source and destination together are larger than all caches, but no more than 1 GiB.
    var farByteCount: Int { min(max(3 * lastLevel / 4, 32 << 20), 512 << 20) }
}

/// Copies a buffer block by block, beginning again at its end.
private final class CopyLoop {
    /// Of a buffer that is larger than the caches, so that a call stays short.
    static let block = 4 << 20

    /// Of the buffer; there are two of them.
    let byteCount: Int
    /// Of one call: read and written.
    var movedByteCount: Int { 2 * blockByteCount }

    private let blockByteCount: Int
    private let source: UnsafeMutableRawPointer
    private let destination: UnsafeMutableRawPointer
    private var offset = 0

    init(byteCount: Int, blockByteCount: Int) {
        self.byteCount = byteCount / blockByteCount * blockByteCount
        self.blockByteCount = blockByteCount
        source = .allocate(byteCount: byteCount, alignment: 64)
        destination = .allocate(byteCount: byteCount, alignment: 64)
        // Memory that was never written would be one page of zeros.
        source.initializeMemory(as: UInt8.self, repeating: 1, count: byteCount)
        destination.initializeMemory(as: UInt8.self, repeating: 2, count: byteCount)
    }

    deinit {
        source.deallocate()
        destination.deallocate()
    }

    func copyNextBlock() {
        (destination + offset).copyMemory(from: source + offset, byteCount: blockByteCount)
        offset += blockByteCount
        if offset >= byteCount { offset = 0 }
    }
}
