import ConvNet

/// A layer in Double, written for reading: naive loops over arrays in (N, H, W, C).
///
/// It shares no code with `ConvNet`, and central differences prove its derivative.
protocol ReferenceLayer: AnyObject {
    var outputShape: Shape { get }

    /// The trained tensors, in the order of the network's layout.
    var tensors: [ReferenceTensor] { get }

    /// Which side of its kinks the last forward pass took; empty for a smooth layer.
    var choices: [UInt8] { get }

    /// How far the last forward pass stayed from the nearest kink.
    var margin: Double { get }

    func forward(_ x: [Double], _ batch: ReferenceBatch) -> [Double]

    /// Adds to the tensors' gradients and returns the input's gradient.
    func backward(_ dy: [Double], _ batch: ReferenceBatch) -> [Double]
}

extension ReferenceLayer {
    var tensors: [ReferenceTensor] { [] }
    var choices: [UInt8] { [] }
    var margin: Double { .infinity }
}

/// A trained tensor with its gradient.
final class ReferenceTensor {
    let name: String
    let shape: [Int]
    var values: [Double]
    var gradient: [Double]

    init(name: String, shape: [Int]) {
        self.name = name
        self.shape = shape
        values = Array(repeating: 0, count: shape.reduce(1, *))
        gradient = values
    }
}

/// A micro-batch in Double.
struct ReferenceBatch {
    /// (N, H, W, C).
    var images: [Double]
    var labels: [Int]
    var keys: [UInt64]
    var seed: UInt64
    var epoch: Int
    var labelSmoothing: Double
    /// False for evaluation: running statistics, no dropout.
    var isTraining = true

    var sampleCount: Int { labels.count }
}
