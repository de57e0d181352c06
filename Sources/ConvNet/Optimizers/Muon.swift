/// Muon: Jordan and others, 2024, with Nesterov momentum and PyTorch's constants. The step of a
/// weight matrix is its momentum with all singular values moved close to 1 (`Orthogonalizer`).
///
/// It is meant for hidden layers: as its authors recommend, AdamW updates the first and the last
/// layer, norms and biases. The weight of a convolution, (3, 3, inputs, outputs), is treated as a
/// matrix (9·inputs, outputs). Learning rates are the same as for AdamW, because a step of a (rows,
/// columns) matrix is scaled by 0.2 · √max(rows, columns), which gives it the size of AdamW's steps
/// (Liu and others, "Muon is scalable for LLM training", 2025).
package struct Muon: Optimizer {
    private let hidden: [HiddenMatrix]
    private let weightDecay: Double
    private let momentum: FloatBuffer
    private let others: AdamW
    private let orthogonalizer: Orthogonalizer

    private static let momentumKept = 0.95
    private static let stepSize = 0.2

    package init(layout: ParameterLayout, weightDecay: Double, kernels: KernelSet) {
        // All weight matrices except those of the first and the last layer.
        let matrices = layout.tensors.filter { $0.shape.count > 1 }.dropFirst().dropLast()
        hidden = matrices.map(HiddenMatrix.init)
        self.weightDecay = weightDecay
        momentum = FloatBuffer(count: layout.elementCount)
        others = AdamW(layout: layout, weightDecay: weightDecay) { !matrices.contains($0) }
        orthogonalizer = Orthogonalizer(
            shapes: hidden.map { ($0.rows, $0.columns) }, kernels: kernels)
    }

    package var state: [(name: String, values: FloatBuffer)] {
        [
            ("muon.momentum", momentum), ("muon.first_moment", others.firstMoment),
            ("muon.second_moment", others.secondMoment),
        ]
    }

    package func update(
        _ parameters: UnsafeMutableBufferPointer<Float>,
        gradientSums: UnsafePointer<Float>, sampleCount: Double, learningRate: Double,
        stepNumber: Int
    ) {
        guard let p = parameters.baseAddress else { return }
        others.update(
            parameters, gradientSums: gradientSums, sampleCount: sampleCount,
            learningRate: learningRate, stepNumber: stepNumber)
        let m = momentum.pointer
        let mean = Float(1 / sampleCount)
        let kept = Float(Self.momentumKept)
        // Rounded once, as in AdamW.
        let share = Float(1 - Self.momentumKept)
        let decayed = Float(1 - learningRate * weightDecay)
        for matrix in hidden {
            let offset = matrix.tensor.offset
            let direction = orthogonalizer.input
            for place in 0..<matrix.tensor.elementCount {
                let i = offset + place
                let gradient = gradientSums[i] * mean
                m[i] = kept * m[i] + share * gradient
                direction[place] = kept * m[i] + share * gradient
            }
            let steps = orthogonalizer.orthogonalize(rows: matrix.rows, columns: matrix.columns)
            let size = Float(
                learningRate * Self.stepSize
                    * Double(max(matrix.rows, matrix.columns)).squareRoot())
            for place in 0..<matrix.tensor.elementCount {
                p[offset + place] = decayed * p[offset + place] - size * steps[place]
            }
        }
    }
}

/// A weight of a hidden layer as a matrix (inputs, outputs): each column holds the weights of one
/// output.
private struct HiddenMatrix {
    let tensor: ParameterTensor

    var columns: Int { tensor.shape[tensor.shape.count - 1] }
    var rows: Int { tensor.elementCount / columns }
}
