import CKernels

/// Moves the singular values of a matrix close to 1 (most of them between 0.7 and 1.2) by five
/// steps of a Newton–Schulz iteration with the coefficients of Jordan's Muon, in 32-bit floats.
///
/// A step is X ← X·(a·1 + b·A + c·A²) with A = Xᵀ·X. All these polynomials in A commute. So the
/// iteration computes only A and the product Q of the polynomials, which are square matrices of the
/// shorter side of X, and multiplies X once, by Q. For a matrix (2304, 256) this takes a third of
/// the multiply-adds. It loses some precision, because A has the squares of the singular values,
/// but far less than the rounding to bfloat16 that the authors find sufficient.
///
/// The products use the kernels of dense layers, so that no other matrix library is needed.
struct Orthogonalizer {
    /// Where the caller writes the next matrix, (rows, columns).
    let input: UnsafeMutablePointer<Float>

    private let kernels: KernelSet
    private let matrices: [FloatBuffer]
    private let squares: [FloatBuffer]
    private let zeros: FloatBuffer
    private let ignored: FloatBuffer
    private let packed: FloatBuffer
    private let scratch: FloatBuffer

    private static let stepCount = 5
    private static let coefficients: (a: Float, b: Float, c: Float) = (3.4445, -4.7750, 2.0315)
    /// The smallest norm to divide by, so that a zero matrix stays zero.
    private static let smallestNorm = 1e-7

    /// Allocates all memory, for the largest of the given matrices.
    init(shapes: [(rows: Int, columns: Int)], kernels: KernelSet) {
        self.kernels = kernels
        let elementCount = shapes.map { $0.rows * $0.columns }.max() ?? 0
        let side = shapes.map { min($0.rows, $0.columns) }.max() ?? 0
        matrices = (0..<3).map { _ in FloatBuffer(count: elementCount) }
        input = matrices[0].pointer
        squares = (0..<5).map { _ in FloatBuffer(count: side * side) }
        zeros = FloatBuffer(count: side)
        ignored = FloatBuffer(count: side)
        let functions = kernels.functions.pointee
        packed = FloatBuffer(
            count: shapes.map { shape in
                withUnsafePointer(to: Self.layer(of: min(shape.rows, shape.columns))) {
                    functions.dense_packed_count($0)
                }
            }.max() ?? 0)
        scratch = FloatBuffer(
            count: shapes.map { shape in
                withUnsafePointer(to: Self.layer(of: min(shape.rows, shape.columns))) {
                    functions.dense_scratch_count($0, max(shape.rows, shape.columns))
                }
            }.max() ?? 0)
    }

    /// The matrix of `input` with singular values close to 1, (rows, columns); valid until the next
    /// call. The call may overwrite `input`.
    func orthogonalize(rows: Int, columns: Int) -> UnsafePointer<Float> {
        let (length, side) = (max(rows, columns), min(rows, columns))
        let isWide = columns > rows
        let (tall, result) = (isWide ? matrices[1].pointer : input, matrices[2].pointer)
        divideByNorm(input, count: rows * columns)
        if isWide { transpose(input, rows: rows, columns: columns, into: tall) }
        let q = polynomial(of: tall, length: length, side: side)
        multiply(tall, length: length, by: q, side: side, into: result)
        if isWide {
            transpose(result, rows: columns, columns: rows, into: input)
            return UnsafePointer(input)
        }
        return UnsafePointer(result)
    }

    /// Q (side, side) for a matrix (length, side): the product of the polynomials of all steps.
    private func polynomial(
        of x: UnsafePointer<Float>, length: Int, side: Int
    ) -> UnsafePointer<Float> {
        var gram = squares[0].pointer
        var product = squares[1].pointer
        var spare = squares[2].pointer
        let square = squares[3].pointer
        let factor = squares[4].pointer
        let (a, b, c) = Self.coefficients
        let count = side * side
        // All square matrices here are symmetric, so a transposed product is a product.
        transposedProduct(x, x, length: length, side: side, into: gram)
        for step in 0..<Self.stepCount {
            transposedProduct(gram, gram, length: side, side: side, into: square)
            for i in 0..<count { factor[i] = b * gram[i] + c * square[i] }
            for i in 0..<side { factor[i * side + i] += a }
            if step == 0 {
                product.update(from: factor, count: count)
            } else {
                transposedProduct(product, factor, length: side, side: side, into: spare)
                swap(&product, &spare)
            }
            if step + 1 < Self.stepCount {
                // The next step's A: (X·P)ᵀ·(X·P) = P·A·P.
                transposedProduct(factor, gram, length: side, side: side, into: square)
                transposedProduct(square, factor, length: side, side: side, into: spare)
                swap(&gram, &spare)
            }
        }
        return UnsafePointer(product)
    }

    private static func layer(of side: Int) -> ckernels_dense {
        ckernels_dense(inputs: side, outputs: side, is_bf16: 0)
    }

    /// xᵀ·y of two matrices (length, side), computed as the weight gradient of a dense layer.
    private func transposedProduct(
        _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, length: Int, side: Int,
        into result: UnsafeMutablePointer<Float>
    ) {
        result.update(repeating: 0, count: side * side)
        ignored.pointer.update(repeating: 0, count: side)
        withUnsafePointer(to: Self.layer(of: side)) { layer in
            kernels.functions.pointee.dense_backward(
                layer, length, x, y, nil, result, ignored.pointer, nil, scratch.pointer)
        }
    }

    /// x·q of matrices (length, side) and (side, side), computed as a dense layer without bias.
    private func multiply(
        _ x: UnsafePointer<Float>, length: Int, by q: UnsafePointer<Float>, side: Int,
        into result: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: Self.layer(of: side)) { layer in
            let functions = kernels.functions.pointee
            functions.dense_pack(layer, q, packed.pointer, nil, scratch.pointer)
            functions.dense_forward(
                layer, length, x, packed.pointer, zeros.pointer, result, scratch.pointer)
        }
    }

    /// Divides a matrix by its Frobenius norm, so that no singular value exceeds 1.
    private func divideByNorm(_ x: UnsafeMutablePointer<Float>, count: Int) {
        // Four independent sums, because in a single sum each addition would wait for the one
        // before it.
        var sums = (0.0, 0.0, 0.0, 0.0)
        for i in stride(from: 0, to: count & ~3, by: 4) {
            sums.0 += Double(x[i]) * Double(x[i])
            sums.1 += Double(x[i + 1]) * Double(x[i + 1])
            sums.2 += Double(x[i + 2]) * Double(x[i + 2])
            sums.3 += Double(x[i + 3]) * Double(x[i + 3])
        }
        for i in count & ~3..<count { sums.0 += Double(x[i]) * Double(x[i]) }
        let norm = ((sums.0 + sums.1) + (sums.2 + sums.3)).squareRoot()
        let factor = Float(1 / max(norm, Self.smallestNorm))
        for i in 0..<count { x[i] *= factor }
    }

    private func transpose(
        _ x: UnsafePointer<Float>, rows: Int, columns: Int,
        into result: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            for column in 0..<columns {
                result[column * rows + row] = x[row * columns + column]
            }
        }
    }
}
