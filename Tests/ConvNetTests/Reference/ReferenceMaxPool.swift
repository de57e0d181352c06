import ConvNet

/// The largest of each 2×2 block.
final class ReferenceMaxPool: ReferenceLayer {
    let inputShape: Shape
    private(set) var choices: [UInt8] = []
    private(set) var margin = Double.infinity

    init(inputShape: Shape) {
        self.inputShape = inputShape
    }

    var outputShape: Shape {
        Shape(
            height: inputShape.height / 2, width: inputShape.width / 2,
            channels: inputShape.channels)
    }

    func forward(_ x: [Double], _ batch: ReferenceBatch) -> [Double] {
        choices = []
        margin = .infinity
        var y: [Double] = []
        forEachBlock(batch.sampleCount) { places in
            let block = places.map { x[$0] }
            let sorted = block.sorted(by: >)
            y.append(sorted[0])
            choices.append(UInt8(block.firstIndex(of: sorted[0]) ?? 0))
            // Equal zeros are what ReLU left: no gradient passes there, whichever wins.
            if sorted[0] != 0 { margin = min(margin, sorted[0] - sorted[1]) }
        }
        return y
    }

    func backward(_ dy: [Double], _ batch: ReferenceBatch) -> [Double] {
        var dx = Array(repeating: 0.0, count: batch.sampleCount * inputShape.elementCount)
        var output = 0
        forEachBlock(batch.sampleCount) { places in
            dx[places[Int(choices[output])]] += dy[output]
            output += 1
        }
        return dx
    }

    /// Calls `body` with the four places of each block, in the order of the outputs.
    private func forEachBlock(_ sampleCount: Int, _ body: ([Int]) -> Void) {
        for n in 0..<sampleCount {
            for oy in 0..<outputShape.height {
                for ox in 0..<outputShape.width {
                    for c in 0..<inputShape.channels {
                        body(
                            [(0, 0), (0, 1), (1, 0), (1, 1)].map { dy, dx in
                                ((n * inputShape.height + 2 * oy + dy) * inputShape.width + 2 * ox
                                    + dx) * inputShape.channels + c
                            })
                    }
                }
            }
        }
    }
}
