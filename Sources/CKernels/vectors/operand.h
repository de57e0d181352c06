// The factors ("operands") of matrix products. Three headers define the same functions:
//
//     this one           float           any processor; rounds to bfloat16 in software if asked
//     pair_operand.h     bfloat16 pairs  AVX-512 BF16 (OPERAND_IS_PAIRS)
//     amx_operand.h      bfloat16 tiles  AMX (OPERAND_IS_TILES)
//
// So every processor can compute in bfloat16 precision, though not all of them gain speed by it.
#pragma once

#if OPERAND_IS_TILES
#include "amx_operand.h"
#elif OPERAND_IS_PAIRS
#include "pair_operand.h"
#else

#include "product.h"

typedef float operand;

enum {
    /// The depth of a product is a multiple of this.
    OPERAND_DEPTH = 1,
    /// The rows of a right matrix that are stored together.
    OPERAND_ROWS = 1,
    /// The rows of a transposed left matrix that can be multiplied separately from the others; 0 if
    /// only all of them can.
    OPERAND_GROUP = CHANNEL_BLOCK,
};

/// The nearest bfloat16; of two equally near ones, the one with an even mantissa.
INLINE vector rounded_to_bf16(vector v) {
    vector_bits bits;
    memcpy(&bits, &v, sizeof v);
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000;
    vector result;
    memcpy(&result, &bits, sizeof bits);
    // Rounding could turn the bits of a NaN into those of a number.
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

/// c = aᵀ b, or with `adding` c += aᵀ b: a is (depth, rows), its rows `a_pitch` apart, and b
/// (depth, columns).
INLINE void multiply_transposed(const operand *a, size_t a_pitch, const operand *b, size_t depth,
                                size_t rows, size_t columns, float *c, int adding,
                                float *scratch) {
    (void)scratch;
    product((left_matrix){a, 1, a_pitch}, rows, (right_matrix){b, columns, PANEL_WIDTH}, depth,
            columns, c, columns, adding);
}

INLINE size_t transposed_scratch_count(size_t depth, size_t rows, size_t columns) {
    (void)depth, (void)rows, (void)columns;
    return 0;
}

#endif
