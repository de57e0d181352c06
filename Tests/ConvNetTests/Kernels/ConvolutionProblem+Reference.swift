import CKernels

extension ConvolutionProblem {
    /// What the passes should give, by the definition of a convolution, in Double.
    struct Reference {
        var y: [Double]
        var dx: [Double]
        /// Without what it is added to.
        var weightGradient: [Double]
    }

    var reference: Reference {
        let inputs = shape.inputs
        let outputs = shape.outputs
        var result = Reference(
            y: Array(repeating: 0, count: samples * outputCount),
            dx: Array(repeating: 0, count: samples * inputCount),
            weightGradient: Array(repeating: 0, count: weight.count))
        // Pointers, or the loops would take minutes without optimisation.
        result.y.withUnsafeMutableBufferPointer { y in
            result.dx.withUnsafeMutableBufferPointer { dx in
                result.weightGradient.withUnsafeMutableBufferPointer { weightGradient in
                    forEachTap { pixel, tap, outputPixel in
                        for i in 0..<inputs {
                            let from = pixel * inputs + i
                            let weights = (tap * inputs + i) * outputs
                            for o in 0..<outputs {
                                let to = outputPixel * outputs + o
                                y[to] += Double(x[from]) * Double(weight[weights + o])
                                dx[from] += Double(dy[to]) * Double(weight[weights + o])
                                weightGradient[weights + o] += Double(x[from]) * Double(dy[to])
                            }
                        }
                    }
                }
            }
        }
        return result
    }

    /// Calls `body` with each output pixel, each of the 3x3 weights that meets the image there, and
    /// the pixel that it meets.
    private func forEachTap(_ body: (_ pixel: Int, _ tap: Int, _ outputPixel: Int) -> Void) {
        for sample in 0..<samples {
            for row in 0..<outputHeight {
                for column in 0..<outputWidth {
                    for tap in 0..<9 {
                        let y = row + tap / 3 - shape.padding
                        let x = column + tap % 3 - shape.padding
                        guard 0..<shape.height ~= y, 0..<shape.width ~= x else { continue }
                        body(
                            (sample * shape.height + y) * shape.width + x, tap,
                            (sample * outputHeight + row) * outputWidth + column)
                    }
                }
            }
        }
    }
}
