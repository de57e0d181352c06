import CKernels

/// How a convolution treats the image's border.
package enum Padding: Sendable, Equatable {
    /// Only where the kernel fits: the output is smaller by 2.
    case valid
    /// Zeros around the image: the output is as large as the input.
    case same
}

/// A 3×3 convolution with stride 1: (N, H, W, inputChannels) → (N, H', W', outputChannels).
///
/// The neighbourhoods of a tile of pixels are laid out as a matrix that stays in cache, and
/// multiplied by the weights (3·3·inputChannels, outputChannels).
struct Convolution: Layer {
    let inputShape: Shape
    let outputShape: Shape
    let padding: Padding
    let weightOffset: Int
    let biasOffset: Int?

    /// Floats of one tile's matrix: a quarter MiB, so that it stays in a second-level cache.
    private static let tileCapacity = 1 << 16

    init(
        inputShape: Shape, outputChannels: Int, padding: Padding, weightOffset: Int,
        biasOffset: Int?
    ) {
        let shrink = padding == .valid ? 2 : 0
        precondition(
            inputShape.height > shrink && inputShape.width > shrink,
            "a 3x3 convolution does not fit into \(inputShape)")
        self.inputShape = inputShape
        outputShape = Shape(
            height: inputShape.height - shrink, width: inputShape.width - shrink,
            channels: outputChannels)
        self.padding = padding
        self.weightOffset = weightOffset
        self.biasOffset = biasOffset
    }

    var multiplyAdds: Int { 9 * inputShape.channels * outputShape.elementCount }

    func scratchCount(sampleCount: Int) -> Int {
        let forward = Tiles(input: inputShape, output: outputShape, capacity: Self.tileCapacity)
        let backward = Tiles(input: outputShape, output: inputShape, capacity: Self.tileCapacity)
        return max(forward.floatCount(sampleCount), backward.floatCount(sampleCount))
            + 9 * inputShape.channels * outputShape.channels
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: Pass
    ) {
        convolve(
            x, inputShape, weight: pass.parameters + weightOffset, into: y, outputShape,
            padding: padding == .valid ? 0 : 1, columns: pass.scratch,
            sampleCount: pass.sampleCount)
        if let biasOffset {
            ckernels_add_row(
                y, pass.sampleCount * outputShape.height * outputShape.width,
                outputShape.channels, pass.parameters + biasOffset)
        }
    }

    func backward(
        x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafeMutablePointer<Float>,
        dx: UnsafeMutablePointer<Float>?, _ pass: Pass
    ) {
        let depth = 9 * inputShape.channels
        let tiles = Tiles(input: inputShape, output: outputShape, capacity: Self.tileCapacity)
        tiles.forEach(sampleCount: pass.sampleCount) { tile in
            tile.layOut(x, inputShape, padding: padding == .valid ? 0 : 1, into: pass.scratch)
            multiply(
                pass.scratch, .transposed, dy + tile.outputOffset, .plain,
                into: pass.gradients + weightOffset, adding: true,
                rows: depth, columns: outputShape.channels, depth: tile.pixelCount)
        }
        if let biasOffset {
            ckernels_add_column_sums(
                dy, pass.sampleCount * outputShape.height * outputShape.width,
                outputShape.channels, pass.gradients + biasOffset)
        }
        if let dx {
            // The derivative is a convolution too: of dy, by the rotated kernel.
            let rotated = pass.scratch
            ckernels_rotate_3x3(
                pass.parameters + weightOffset, inputShape.channels, outputShape.channels, rotated)
            convolve(
                dy, outputShape, weight: rotated, into: dx, inputShape,
                padding: padding == .valid ? 2 : 1, columns: rotated + depth * outputShape.channels,
                sampleCount: pass.sampleCount)
        }
    }

    private func convolve(
        _ x: UnsafePointer<Float>, _ from: Shape, weight: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>, _ to: Shape, padding: Int,
        columns: UnsafeMutablePointer<Float>, sampleCount: Int
    ) {
        let tiles = Tiles(input: from, output: to, capacity: Self.tileCapacity)
        tiles.forEach(sampleCount: sampleCount) { tile in
            tile.layOut(x, from, padding: padding, into: columns)
            multiply(
                columns, .plain, weight, .plain, into: y + tile.outputOffset, adding: false,
                rows: tile.pixelCount, columns: to.channels, depth: 9 * from.channels)
        }
    }
}

/// How a convolution's output is cut into tiles: several whole images, or some rows of one.
///
/// The cut depends on the shapes and the number of samples only, so equal work gives equal bits.
private struct Tiles {
    let output: Shape
    let rowsPerTile: Int
    let floatsPerRow: Int
    let capacity: Int

    init(input: Shape, output: Shape, capacity: Int) {
        self.output = output
        self.capacity = capacity
        floatsPerRow = output.width * 9 * input.channels
        let largest = max(1, min(output.height, capacity / floatsPerRow))
        let tileCount = (output.height + largest - 1) / largest
        rowsPerTile = (output.height + tileCount - 1) / tileCount
    }

    private func imagesPerTile(_ sampleCount: Int) -> Int {
        max(1, min(sampleCount, capacity / (floatsPerRow * output.height)))
    }

    /// The floats that the largest tile's matrix has.
    func floatCount(_ sampleCount: Int) -> Int {
        imagesPerTile(sampleCount) * rowsPerTile * floatsPerRow
    }

    func forEach(sampleCount: Int, _ body: (Tile) -> Void) {
        let step = imagesPerTile(sampleCount)
        for image in stride(from: 0, to: sampleCount, by: step) {
            for row in stride(from: 0, to: output.height, by: rowsPerTile) {
                body(
                    Tile(
                        output: output, images: image..<min(image + step, sampleCount),
                        rows: row..<min(row + rowsPerTile, output.height)))
            }
        }
    }
}

/// Some output pixels of a convolution. More than one image only with all rows.
private struct Tile {
    let output: Shape
    let images: Range<Int>
    let rows: Range<Int>

    var pixelCount: Int { images.count * rows.count * output.width }

    /// Where the tile starts in the output, in floats.
    var outputOffset: Int {
        (images.lowerBound * output.height + rows.lowerBound) * output.width * output.channels
    }

    /// Writes the matrix (pixelCount, 9 · input.channels).
    func layOut(
        _ x: UnsafePointer<Float>, _ input: Shape, padding: Int,
        into columns: UnsafeMutablePointer<Float>
    ) {
        let perImage = rows.count * output.width * 9 * input.channels
        for image in images {
            ckernels_columns_3x3(
                x + image * input.elementCount, input.height, input.width, input.channels,
                padding, rows.lowerBound, rows.count,
                columns + (image - images.lowerBound) * perImage)
        }
    }
}
