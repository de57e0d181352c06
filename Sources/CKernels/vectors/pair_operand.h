// The factors of matrix products in bfloat16, for AVX-512 BF16, which multiplies pairs. A vector
// holds 16 pairs, so a matrix product is computed as one of floats with half the depth.
#pragma once

#include "bf16.h"
#include "product.h"

enum {
    OPERAND_DEPTH = 2,
    OPERAND_ROWS = 2,
    OPERAND_GROUP = CHANNEL_BLOCK,
};

/// Stores 16 columns of a pair of rows of a right matrix (rows, columns), in panels.
INLINE void store_right(operand *matrix, size_t rows, size_t columns, size_t row, size_t column,
                        const vector *values, int is_bf16) {
    (void)is_bf16;
    const size_t panel = column / PANEL_WIDTH * PANEL_WIDTH;
    const size_t width = smaller(PANEL_WIDTH, columns - panel);
    _mm512_storeu_si512(matrix + panel * rows + row * width + 2 * (column - panel),
                        as_pairs(values[0], values[1]));
}

INLINE void begin_products(void) {}

INLINE void end_products(void) {}

/// c = a b: (rows, depth) by (depth, columns), the latter as `store_right` wrote it; depth is even.
INLINE void multiply(const operand *a, size_t rows, const operand *b, size_t depth, size_t columns,
                     float *c) {
    const size_t pairs = depth / 2;
    product_of_pairs((left_matrix){(const float *)a, pairs, 1}, rows,
                     (right_matrix){(const float *)b, 0, pairs * PANEL_WIDTH}, pairs, columns, c,
                     columns, 0);
}

/// Interleaves each two rows of (depth, columns), which are `pitch` apart.
static void pair_rows(const operand *matrix, size_t pitch, size_t depth, size_t columns,
                      float *pairs) {
    for (size_t row = 0; row < depth; row += 2)
        for (size_t column = 0; column < columns; column += VECTOR_WIDTH, pairs += VECTOR_WIDTH)
            _mm512_storeu_si512(pairs, load_pairs(matrix + row * pitch + column, pitch));
}

/// c = aᵀ b, or with `adding` c += aᵀ b: a is (depth, rows), its rows `a_pitch` apart, and b
/// (depth, columns). Depth is even.
static void multiply_transposed(const operand *a, size_t a_pitch, const operand *b, size_t depth,
                                size_t rows, size_t columns, float *c, int adding,
                                float *scratch) {
    const size_t pairs = depth / 2;
    float *left = scratch, *right = scratch + pairs * rows;
    pair_rows(a, a_pitch, depth, rows, left);
    pair_rows(b, columns, depth, columns, right);
    product_of_pairs((left_matrix){left, 1, rows}, rows, (right_matrix){right, columns, PANEL_WIDTH},
                     pairs, columns, c, columns, adding);
}

INLINE size_t transposed_scratch_count(size_t depth, size_t rows, size_t columns) {
    return depth / 2 * (rows + columns);
}
