import ConvNet
import RandomStreams

/// max(x, 0).
final class ReferenceReLU: ReferenceLayer {
    let outputShape: Shape
    private(set) var choices: [UInt8] = []
    private(set) var margin = Double.infinity

    init(shape: Shape) {
        outputShape = shape
    }

    func forward(_ x: [Double], _ batch: ReferenceBatch) -> [Double] {
        choices = x.map { $0 > 0 ? 1 : 0 }
        margin = x.reduce(.infinity) { min($0, abs($1)) }
        return x.map { max($0, 0) }
    }

    func backward(_ dy: [Double], _ batch: ReferenceBatch) -> [Double] {
        zip(dy, choices).map { $1 == 1 ? $0 : 0 }
    }
}

/// Dropout whose mask is a function of (seed, epoch, sample key, element).
final class ReferenceDropout: ReferenceLayer {
    let outputShape: Shape
    let rate: Float
    private var factors: [Double] = []

    init(shape: Shape, rate: Float) {
        outputShape = shape
        self.rate = rate
    }

    func forward(_ x: [Double], _ batch: ReferenceBatch) -> [Double] {
        guard batch.isTraining else { return x }
        factors = batch.keys.flatMap { key in
            let random = CounterRandom(
                seed: batch.seed, purpose: .dropout, epoch: batch.epoch, key: key)
            return (0..<outputShape.elementCount).map { element in
                random.uniform(at: element) < rate ? 0 : 1 / (1 - Double(rate))
            }
        }
        return zip(x, factors).map { $0 * $1 }
    }

    func backward(_ dy: [Double], _ batch: ReferenceBatch) -> [Double] {
        zip(dy, factors).map { $0 * $1 }
    }
}
