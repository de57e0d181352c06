// Matrix products: the one multiply-add loop behind dense layers and Winograd convolution. On
// processors that multiply pairs of bfloat16 values, the same loop also runs over pairs instead of
// floats.
#pragma once

#if OPERAND_IS_PAIRS
#include <immintrin.h>
#endif

#include "vector.h"

enum {
    /// The number of columns of a panel of the right matrix.
    PANEL_WIDTH = 32,
    /// The number of vectors in a row of accumulators: PRODUCT_ROWS rows of them fill most
    /// registers.
    PRODUCT_VECTORS = 2,
};

/// The left matrix. Element (row, k) is at row * row_stride + k * depth_stride, so the transposed
/// matrix is the one with the strides exchanged.
typedef struct {
    const float *values;
    size_t row_stride;
    size_t depth_stride;
} left_matrix;

/// The right matrix, in panels of PANEL_WIDTH columns, of which the last may be narrower. Element
/// (k, column) of a panel is at k * depth_stride + column. A depth_stride of 0 means a packed
/// matrix, where it is the panel's width.
typedef struct {
    const float *values;
    size_t depth_stride;
    size_t panel_stride;
} right_matrix;

/// a * b + c. With `pairs`, a and b hold two bfloat16 values in each lane, and both products are
/// added.
INLINE vector accumulate(int pairs, vector a, vector b, vector c) {
#if OPERAND_IS_PAIRS
    if (pairs)
        return (vector)_mm512_dpbf16_ps((__m512)c, (__m512bh)a, (__m512bh)b);
#endif
    (void)pairs;
    return multiply_add(a, b, c);
}

/// One block of `rows` x `vectors` accumulators, which stay in registers. Each element is a single
/// chain of multiply-adds in the order of k that begins with its old value or zero. So its bits
/// depend neither on the size of the block nor on its position there.
INLINE void product_block(int pairs, size_t rows, size_t vectors, left_matrix a, const float *b,
                          size_t b_stride, size_t depth, float *c, size_t c_stride, int adding) {
    vector sum[PRODUCT_ROWS][PRODUCT_VECTORS];
    UNROLL for (size_t r = 0; r < rows; r++)
        UNROLL for (size_t v = 0; v < vectors; v++)
            sum[r][v] = adding ? load(c + r * c_stride + v * VECTOR_WIDTH) : splat(0);
    // Aligned to a cache line: elsewhere, depending on the length of the code before, it is up to 3
    // % slower.
    [[clang::code_align(64)]] for (size_t k = 0; k < depth; k++) {
        vector right[PRODUCT_VECTORS];
        UNROLL for (size_t v = 0; v < vectors; v++) right[v] = load(b + k * b_stride + v * VECTOR_WIDTH);
        UNROLL for (size_t r = 0; r < rows; r++) {
            const vector left = splat(a.values[r * a.row_stride + k * a.depth_stride]);
            UNROLL for (size_t v = 0; v < vectors; v++)
                sum[r][v] = accumulate(pairs, left, right[v], sum[r][v]);
        }
    }
    UNROLL for (size_t r = 0; r < rows; r++)
        UNROLL for (size_t v = 0; v < vectors; v++) store(c + r * c_stride + v * VECTOR_WIDTH, sum[r][v]);
}

/// All rows of the columns that fit into `vectors` vectors.
INLINE void product_strip(int pairs, size_t vectors, left_matrix a, size_t rows, const float *b,
                          size_t b_stride, size_t depth, float *c, size_t c_stride, int adding) {
    size_t row = 0;
    for (; row + PRODUCT_ROWS <= rows; row += PRODUCT_ROWS) {
        product_block(pairs, PRODUCT_ROWS, vectors, a, b, b_stride, depth, c, c_stride, adding);
        a.values += PRODUCT_ROWS * a.row_stride;
        c += PRODUCT_ROWS * c_stride;
    }
    for (; row + 4 <= rows; row += 4) {
        product_block(pairs, 4, vectors, a, b, b_stride, depth, c, c_stride, adding);
        a.values += 4 * a.row_stride;
        c += 4 * c_stride;
    }
    for (; row < rows; row++) {
        product_block(pairs, 1, vectors, a, b, b_stride, depth, c, c_stride, adding);
        a.values += a.row_stride;
        c += c_stride;
    }
}

INLINE void panel_products(int pairs, left_matrix a, size_t rows, right_matrix b, size_t depth, size_t columns,
                    float *c, size_t c_stride, int adding) {
    for (size_t panel = 0; panel < columns; panel += PANEL_WIDTH) {
        const size_t width = columns - panel < PANEL_WIDTH ? columns - panel : PANEL_WIDTH;
        const size_t b_stride = b.depth_stride > 0 ? b.depth_stride : width;
        const float *values = b.values + panel / PANEL_WIDTH * b.panel_stride;
        size_t column = 0;
        for (; column + PRODUCT_VECTORS * VECTOR_WIDTH <= width;
             column += PRODUCT_VECTORS * VECTOR_WIDTH)
            product_strip(pairs, PRODUCT_VECTORS, a, rows, values + column, b_stride, depth,
                          c + panel + column, c_stride, adding);
        for (; column < width; column += VECTOR_WIDTH)
            product_strip(pairs, 1, a, rows, values + column, b_stride, depth, c + panel + column,
                          c_stride, adding);
    }
}

/// c = a * b, or c += a * b: (rows, depth) * (depth, columns); columns are a multiple of
/// CHANNEL_BLOCK.
static void product(left_matrix a, size_t rows, right_matrix b, size_t depth, size_t columns,
                    float *c, size_t c_stride, int adding) {
    panel_products(0, a, rows, b, depth, columns, c, c_stride, adding);
}

#if OPERAND_IS_PAIRS
/// As `product`, for pairs of bfloat16 values; `depth` counts pairs.
static void product_of_pairs(left_matrix a, size_t rows, right_matrix b, size_t depth,
                             size_t columns, float *c, size_t c_stride, int adding) {
    panel_products(1, a, rows, b, depth, columns, c, c_stride, adding);
}
#endif
