package import ConvNet

/// Times each convolution, activation and dense layer of a preset alone, and next to them the
/// limits of the machine: multiply-adds in registers, copies within the cache and copies in memory.
package struct KernelBenchmark {
    let preset: Preset
    let precision: Precision
    let kernels: KernelSet
    let seconds: Double
    let caches: CacheSizes

    /// The images of a call: the micro-batch of one of 8 virtual workers at batch size 256.
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

    /// Times all layers and limits in turn, on the calling thread.
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
        let peakIndex = timing.add { [kernels] in _ = kernels.multiplyAdds(rounds: rounds) }
        let nearIndex = timing.add { near.copyNextBlock() }
        // Warming up would leave a part of the buffer in the caches.
        let farIndex = timing.add(isWarmed: false) { far.copyNextBlock() }
        let layerIndices = probes.map { probe in
            (forward: timing.add { probe.forward() }, backward: timing.add { probe.backward() })
        }
        let measured = timing.run(seconds: seconds)

        let limits = KernelBenchmarkResult.Limits(
            gflops: 2e-9 * Double(multiplyAdds) / measured.seconds[peakIndex],
            cacheBytesPerSecond: Double(near.movedByteCount) / measured.seconds[nearIndex],
            memoryBytesPerSecond: Double(far.movedByteCount) / measured.seconds[farIndex],
            cacheCopyByteCount: near.byteCount, memoryCopyByteCount: far.byteCount)
        func pass(_ index: Int, multiplyAdds: Int, bytes: Int) -> KernelBenchmarkResult.PassTimes {
            KernelBenchmarkResult.PassTimes(
                secondsPerImage: measured.seconds[index] / Double(Self.sampleCount),
                multiplyAdds: multiplyAdds, bytes: bytes, limits: limits)
        }
        return KernelBenchmarkResult(
            preset: preset.rawValue, precision: precision.rawValue, kernelSet: kernels.name,
            microBatchSize: Self.sampleCount, rounds: measured.rounds, limits: limits,
            layers: zip(probes, layerIndices).map { probe, index in
                KernelBenchmarkResult.LayerTimes(
                    name: probe.name, kind: probe.kind, input: probe.inputShape.description,
                    output: probe.outputShape.description,
                    forward: pass(
                        index.forward, multiplyAdds: probe.multiplyAdds, bytes: probe.forwardBytes),
                    backward: pass(
                        index.backward, multiplyAdds: probe.backwardMultiplyAdds,
                        bytes: probe.backwardBytes))
            })
    }
}

/// The caches of one core, in bytes.
package struct CacheSizes: Sendable {
    let secondLevel: Int
    let lastLevel: Int

    /// - Parameters:
    ///   - secondLevel: 0 if the system does not report it; 1 MiB is assumed then.
    ///   - lastLevel: 0 if the system does not report it; 32 MiB are assumed then.
    package init(secondLevel: Int, lastLevel: Int) {
        self.secondLevel = secondLevel > 0 ? secondLevel : 1 << 20
        self.lastLevel = max(lastLevel > 0 ? lastLevel : 32 << 20, self.secondLevel)
    }

    /// The size of a buffer such that source and destination fill half of the second level.
    var nearByteCount: Int { secondLevel / 4 }

    /// The size of a buffer such that source and destination together are larger than all caches,
    /// but not larger than 1 GiB.
    var farByteCount: Int { min(max(3 * lastLevel / 4, 32 << 20), 512 << 20) }
}

/// Copies a buffer to another one block by block, starting over at the end.
private final class CopyLoop {
    /// The bytes of a call for buffers that are larger than the caches: so small that a call is
    /// short.
    static let block = 4 << 20

    /// The size of each of the two buffers.
    let byteCount: Int
    /// The bytes that one call reads and writes.
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
        // Untouched pages would all be mapped to one page of zeros, and copies of it stay in the
        // cache.
        source.initializeMemory(as: UInt8.self, repeating: 1, count: byteCount)
        destination.initializeMemory(as: UInt8.self, repeating: 2, count: byteCount)
    }

    deinit {
        source.deallocate()
        destination.deallocate()
    }

    /// Copies one block: the unit of work that is timed.
    func copyNextBlock() {
        (destination + offset).copyMemory(from: source + offset, byteCount: blockByteCount)
        offset += blockByteCount
        if offset >= byteCount { offset = 0 }
    }
}
