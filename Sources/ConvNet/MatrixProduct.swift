import COpenBLAS

/// Whether a matrix is taken as it lies in memory or transposed.
enum MatrixForm {
    case plain
    case transposed
}

/// C = A·B, or C += A·B, for matrices stored row by row without gaps, on one thread.
///
/// - Parameters:
///   - rows: rows of C.
///   - columns: columns of C.
///   - depth: columns of A (after transposing) and rows of B.
/// The corresponding BLAS function is `cblas_sgemm`.
func multiply(
    _ a: UnsafePointer<Float>, _ aForm: MatrixForm, _ b: UnsafePointer<Float>, _ bForm: MatrixForm,
    into c: UnsafeMutablePointer<Float>, adding: Bool, rows: Int, columns: Int, depth: Int
) {
    cblas_sgemm(
        CblasRowMajor, aForm == .plain ? CblasNoTrans : CblasTrans,
        bForm == .plain ? CblasNoTrans : CblasTrans,
        blasint(rows), blasint(columns), blasint(depth), 1,
        a, blasint(aForm == .plain ? depth : rows),
        b, blasint(bForm == .plain ? columns : depth), adding ? 1 : 0,
        c, blasint(columns))
}
