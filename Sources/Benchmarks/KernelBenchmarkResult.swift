package import ConvNet
import TextFormats

/// What `bench kernels` prints. Times are medians over the rounds.
package struct KernelBenchmarkResult: Encodable, Sendable {
    package let preset: String
    package let precision: String
    package let kernelSet: String
    /// The images of a call.
    package let microBatchSize: Int
    package let rounds: Int
    package let limits: Limits
    package let layers: [LayerTimes]

    /// The most that one core reached in the same rounds.
    package struct Limits: Encodable, Sendable {
        /// 32-bit multiply-adds in registers, counted as two operations each.
        package let gflops: Double
        /// Copies within the second-level cache; bytes read plus bytes written.
        package let cacheBytesPerSecond: Double
        /// Copies of a buffer that is larger than the caches; bytes read plus bytes written.
        package let memoryBytesPerSecond: Double
        /// The size of the buffer that is copied within the cache.
        package let cacheCopyByteCount: Int
        /// The size of the buffer that is copied in memory.
        package let memoryCopyByteCount: Int
    }

    /// One layer, in both directions; `input` and `output` are shapes such as "32x32x1".
    package struct LayerTimes: Encodable, Sendable {
        package let name: String
        package let kind: LayerProbe.Kind
        package let input: String
        package let output: String
        package let forward: PassTimes
        package let backward: PassTimes
    }

    /// One direction of one layer. Values that do not apply to the layer's kind are missing.
    package struct PassTimes: Encodable, Sendable {
        package let microsecondsPerImage: Double
        /// The operations of a direct convolution per second, even where Winograd's algorithm needs
        /// fewer.
        package let gflops: Double?
        /// `gflops` divided by that of the limits; may exceed 1 where an algorithm saves
        /// multiplications.
        package let shareOfPeak: Double?
        /// Each value that must be read or written counts once.
        package let bytesPerSecond: Double?
        /// `bytesPerSecond` divided by that of copies within the cache.
        package let shareOfCacheCopy: Double?
        /// `bytesPerSecond` divided by that of copies in memory.
        package let shareOfMemoryCopy: Double?

        /// - Parameters:
        ///   - multiplyAdds: those of one image; 0 if they do not apply.
        ///   - bytes: those of one image; 0 if they do not apply.
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

    /// The result as a table.
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

            GFLOP/s count the operations of direct convolutions; the peak is that of 32-bit \
            multiply-adds. Winograd's algorithm needs as little as a quarter of the \
            multiplications, and bf16 is faster, so `of peak` may exceed 1.
            GB/s count each value that must be read or written once; data stay in the caches \
            if they fit.
            """
    }
}
