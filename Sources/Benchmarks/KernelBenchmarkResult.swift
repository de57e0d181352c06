package import ConvNet
import TextFormats

/// What `bench kernels` prints; times are medians over the rounds.
package struct KernelBenchmarkResult: Encodable, Sendable {
    package let preset: String
    package let precision: String
    package let kernelSet: String
    /// Images of a call.
    package let microBatchSize: Int
    package let rounds: Int
    package let limits: Limits
    package let layers: [LayerTimes]

    /// What one core reached in the same run.
    package struct Limits: Encodable, Sendable {
        /// Multiply-adds in registers, two operations each.
        package let gflops: Double
        /// Copies within the second-level cache, bytes read and written.
        package let cacheBytesPerSecond: Double
        /// Copies of a buffer that is larger than the caches, bytes read and written.
        package let memoryBytesPerSecond: Double
        package let cacheCopyByteCount: Int
        package let memoryCopyByteCount: Int
    }

    package struct LayerTimes: Encodable, Sendable {
        package let name: String
        package let kind: LayerProbe.Kind
        package let input: String
        package let output: String
        package let forward: PassTimes
        package let backward: PassTimes
    }

    /// One direction of one layer; what does not apply to its kind is missing.
    package struct PassTimes: Encodable, Sendable {
        package let microsecondsPerImage: Double
        /// A convolution counts as a direct one.
        package let gflops: Double?
        /// `gflops` over the limit; above 1 where an algorithm saves multiplications.
        package let shareOfPeak: Double?
        package let bytesPerSecond: Double?
        package let shareOfCacheCopy: Double?
        package let shareOfMemoryCopy: Double?

        /// - Parameters: `multiplyAdds` and `bytes` are those of one image; 0 does not apply.
        init(secondsPerImage: Double, multiplyAdds: Int, bytes: Int, limits: Limits) {
            microsecondsPerImage = secondsPerImage * 1e6
            let gflops = multiplyAdds > 0 ? 2e-9 * Double(multiplyAdds) / secondsPerImage : nil
            self.gflops = gflops
            shareOfPeak = gflops.map { $0 / limits.gflops }
            let rate = bytes > 0 ? Double(bytes) / secondsPerImage : nil
            bytesPerSecond = rate
            shareOfCacheCopy = rate.map { $0 / limits.cacheBytesPerSecond }
            shareOfMemoryCopy = rate.map { $0 / limits.memoryBytesPerSecond }
        }
    }

    /// For people.
    package var text: String {
        func gigabytes(_ bytesPerSecond: Double) -> String {
            NumberText.fixed(bytesPerSecond * 1e-9, fractionDigits: 1)
        }
        func cells(_ pass: PassTimes) -> [String] {
            [
                NumberText.fixed(pass.microsecondsPerImage, fractionDigits: 2),
                pass.gflops.map { NumberText.fixed($0, fractionDigits: 1) } ?? "-",
                pass.shareOfPeak.map { NumberText.fixed($0, fractionDigits: 2) } ?? "-",
                pass.bytesPerSecond.map(gigabytes) ?? "-",
                pass.shareOfCacheCopy.map { NumberText.fixed($0, fractionDigits: 2) } ?? "-",
                pass.shareOfMemoryCopy.map { NumberText.fixed($0, fractionDigits: 2) } ?? "-",
            ]
        }
        var table = TextTable(header: [
            "layer", "µs/image", "GFLOP/s", "of peak", "GB/s", "of cache", "of memory",
        ])
        for (direction, pass) in [
            ("forward", \LayerTimes.forward), ("backward", \LayerTimes.backward),
        ] {
            for kind in [LayerProbe.Kind.block, .convolution, .activation, .dense] {
                for layer in layers where layer.kind == kind {
                    table.append(
                        ["\(direction) \(layer.name) \(layer.input) to \(layer.output)"]
                            + cells(layer[keyPath: pass]))
                }
            }
        }
        func total(_ pass: KeyPath<LayerTimes, PassTimes>) -> String {
            let sum = layers.reduce(0) { $0 + $1[keyPath: pass].microsecondsPerImage }
            return NumberText.fixed(sum, fractionDigits: 1)
        }
        return """
            \(preset) \(precision), \(microBatchSize) images a call (\(kernelSet) kernels), \
            \(rounds) rounds
              peak \(NumberText.fixed(limits.gflops, fractionDigits: 1)) GFLOP/s; copies: \
            \(gigabytes(limits.cacheBytesPerSecond)) GB/s in the second-level cache, \
            \(gigabytes(limits.memoryBytesPerSecond)) GB/s in memory \
            (\(limits.memoryCopyByteCount >> 20) MiB)
              all layers: forward \(total(\.forward)) µs/image, backward \(total(\.backward)) µs/image

            \(table.text)

            GFLOP/s count direct convolutions, the peak 32-bit multiply-adds: Winograd needs as \
            little as a quarter of the multiplications, and bf16 is quicker, so that a share may \
            exceed 1.
            GB/s count each value that must be read or written once; data stay in the caches as far \
            as they fit.
            """
    }
}
