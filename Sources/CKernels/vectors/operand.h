// The factors of matrix products, in float: rounded to bfloat16 when asked, so that every
// processor can compute in that precision, if not faster.
#pragma once

#if OPERAND_IS_TILES
#include "amx_operand.h"
#elif OPERAND_IS_PAIRS
#include "pair_operand.h"
#else

#include "product.h"

typedef float operand;

enum {
    /// Rows of the left and of the right matrix that go together.
    OPERAND_DEPTH = 1,
    OPERAND_ROWS = 1,
    /// Rows of a transposed left matrix that may be multiplied apart from the others.
    OPERAND_GROUP = CHANNEL_BLOCK,
};

/// The nearest bfloat16; the even one of two.
INLINE vector rounded_to_bf16(vector v) {
    vector_bits bits;
    memcpy(&bits, &v, sizeof v);
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000;
    vector result;
    memcpy(&result, &bits, sizeof bits);
    // Rounding the bits of a NaN could make them those of another number.
    return choose(v == v, result, v);
}

INLINE void store_operand(operand *to, vector v, int is_bf16) {
    store(to, is_bf16 ? rounded_to_bf16(v) : v);
}

/// Stores VECTOR_WIDTH columns of a row of a right matrix (rows, columns).
INLINE void store_right(operand *matrix, size_t rows, size_t columns, size_t row, size_t column,
                        const vector *values, int is_bf16) {
    const size_t panel = column / PANEL_WIDTH * PANEL_WIDTH;
    const size_t width = smaller(PANEL_WIDTH, columns - panel);
    store_operand(matrix + panel * rows + row * width + column - panel, values[0], is_bf16);
}

INLINE void begin_products(void) {}

INLINE void end_products(void) {}

/// c = a b: (rows, depth) by (depth, columns), the latter as `store_right` wrote it.
INLINE void multiply(const operand *a, size_t rows, const operand *b, size_t depth, size_t columns,
                     float *c) {
    product((left_matrix){a, depth, 1}, rows, (right_matrix){b, 0, depth * PANEL_WIDTH}, depth,
            columns, c, columns, 0);
}

/// c = aᵀ b, or c += aᵀ b: (depth, rows) of lines of `a_line` and (depth, columns).
INLINE void multiply_transposed(const operand *a, size_t a_line, const operand *b, size_t depth,
                                size_t rows, size_t columns, float *c, int adding,
                                float *scratch) {
    (void)scratch;
    product((left_matrix){a, 1, a_line}, rows, (right_matrix){b, columns, PANEL_WIDTH}, depth,
            columns, c, columns, adding);
}

INLINE size_t transposed_scratch_count(size_t depth, size_t rows, size_t columns) {
    (void)depth, (void)rows, (void)columns;
    return 0;
}

#endif
