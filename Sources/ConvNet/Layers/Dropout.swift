import CKernels
import RandomStreams

/// In training, sets each value to zero with a probability of `rate` and scales the others by 1 /
/// (1 - rate), in place. In evaluation it changes nothing.
///
/// Srivastava et al., "Dropout", 2014. The mask is keyed by (seed, epoch, sample key), so it does
/// not depend on the rank or on the position in a batch.
struct Dropout: Layer {
    let inputShape: Shape
    /// The probability of a zero, 0 to below 1.
    let rate: Float
    /// The layer's first element in the stream of random numbers: a multiple of four, because they
    /// are drawn in blocks of four.
    let firstElement: Int

    init(inputShape: Shape, rate: Float, firstElement: Int) {
        precondition(firstElement % 4 == 0, "random numbers come in blocks of four")
        self.inputShape = inputShape
        self.rate = rate
        self.firstElement = firstElement
    }

    var outputShape: Shape { inputShape }

    var isInPlace: Bool { true }

    /// The factor of each value, 0 or 1 / (1 - rate), saved for the backward pass.
    func memoCount(sampleCount: Int) -> Int { sampleCount * inputShape.elementCount }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        guard let training = pass.training else { return }
        let kept = 1 / (1 - rate)
        for sample in 0..<pass.sampleCount {
            let random = CounterRandom(
                seed: training.seed, purpose: .dropout, epoch: training.epoch,
                key: training.keys[sample])
            let factors = pass.memo + sample * inputShape.elementCount
            for first in stride(from: 0, to: inputShape.elementCount, by: 4) {
                let block = random.uniforms(inBlock: UInt32((firstElement + first) >> 2))
                for element in first..<min(first + 4, inputShape.elementCount) {
                    factors[element] = block[element - first] < rate ? 0 : kept
                }
            }
        }
        ckernels_multiply(y, pass.memo, pass.sampleCount * inputShape.elementCount)
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        ckernels_multiply(dy, pass.memo, pass.sampleCount * inputShape.elementCount)
    }
}
