import CKernels
import RandomStreams

/// Sets each value to zero with the given rate in training and scales the others by
/// 1 / (1 - rate), in place. Evaluation leaves the values alone.
///
/// Srivastava et al., 2014. The mask belongs to (seed, epoch, sample key), not to a place in a batch.
struct Dropout: Layer {
    let inputShape: Shape
    let rate: Float
    /// The layer's first element in the stream of random numbers: a multiple of four.
    let firstElement: Int

    init(inputShape: Shape, rate: Float, firstElement: Int) {
        precondition(firstElement % 4 == 0, "random numbers come in blocks of four")
        self.inputShape = inputShape
        self.rate = rate
        self.firstElement = firstElement
    }

    var outputShape: Shape { inputShape }

    var isInPlace: Bool { true }

    /// The factor of each value.
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
