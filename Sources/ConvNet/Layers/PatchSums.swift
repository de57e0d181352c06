/// Sums over all patches of 3×3 pixels that a convolution visits. Its outputs are y = Wᵀp for a
/// patch p, so the first and second moments of y follow from those of p: Σy = Wᵀ Σp and Σyyᵀ = Wᵀ
/// (Σppᵀ) W. This gives the batch statistics without computing y.
struct PatchSums {
    /// Σp: (9 · inputs), in the order of a weight's taps.
    let values: UnsafeMutablePointer<Double>
    /// Σppᵀ: (9 · inputs, 9 · inputs).
    let products: UnsafeMutablePointer<Double>
    private let size: Int

    init(_ memory: UnsafeMutablePointer<Float>, inputs: Int) {
        size = 9 * inputs
        values = UnsafeMutableRawPointer(memory)
            .bindMemory(to: Double.self, capacity: size * (1 + size))
        products = values + size
    }

    /// In floats.
    static func count(inputs: Int) -> Int { 2 * 9 * inputs * (1 + 9 * inputs) }

    /// Computes the sums of y - shift and of its square for each channel of the output.
    ///
    /// - Parameters:
    ///   - weight: (9 · inputs, channels).
    ///   - shift: the running mean of each channel, (channels).
    ///   - rows: the number of patches.
    func sumOutputs(
        weight: UnsafePointer<Float>, channels: Int, shift: UnsafePointer<Float>, rows: Int,
        into sums: ChannelSums
    ) {
        for c in 0..<channels {
            var sum = 0.0
            var squareSum = 0.0
            for k in 0..<size {
                let factor = Double(weight[k * channels + c])
                sum += factor * values[k]
                squareSum += factor * productSum(weight + c, stride: channels, with: k)
            }
            let origin = Double(shift[c])
            sums.first[c] = sum - Double(rows) * origin
            sums.second[c] = squareSum - 2 * origin * sum + Double(rows) * origin * origin
        }
    }

    /// Σ y·p[k] for the output channel whose weights begin at `weight`; k is one of the 9 · inputs
    /// elements of a patch.
    func productSum(_ weight: UnsafePointer<Float>, stride: Int, with k: Int) -> Double {
        var sum = 0.0
        for l in 0..<size { sum += Double(weight[l * stride]) * products[k * size + l] }
        return sum
    }
}
