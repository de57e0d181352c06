// The factors of matrix products in bfloat16, for AMX tiles of 16 rows of 64 bytes.
//
// A left tile is 16 rows of 32 values. A right tile is 16 pairs of rows of 16 columns, with the two
// values of a pair next to each other (Intel, "Architecture instruction set extensions",
// TDPBF16PS).
#pragma once

#include "bf16.h"

enum {
    OPERAND_DEPTH = 32,
    OPERAND_ROWS = 2,
    /// 0: no groups. Each group would arrange the right matrix again, which takes longer than a
    /// product.
    OPERAND_GROUP = 0,
    TILE_ROWS = 16,
    TILE_VALUES = 512,
};

/// Stores 16 columns of a pair of rows of a right matrix (rows, columns), tile after tile.
INLINE void store_right(operand *matrix, size_t rows, size_t columns, size_t row, size_t column,
                        const vector *values, int is_bf16) {
    (void)rows, (void)is_bf16;
    const size_t tile = row / OPERAND_DEPTH * (columns / 16) + column / 16;
    _mm512_storeu_si512(matrix + tile * TILE_VALUES + row % OPERAND_DEPTH * 16,
                        as_pairs(values[0], values[1]));
}

/// Configures the eight tile registers, each with 16 rows of 64 bytes.
INLINE void begin_products(void) {
    struct {
        uint8_t palette, start_row, reserved[14];
        uint16_t row_bytes[16];
        uint8_t rows[16];
    } form = {.palette = 1};
    for (int tile = 0; tile < 8; tile++) {
        form.row_bytes[tile] = 64;
        form.rows[tile] = TILE_ROWS;
    }
    _tile_loadconfig(&form);
}

/// Releases the tile registers, so that the system need not save them at a context switch.
INLINE void end_products(void) { _tile_release(); }

/// 16 rows of a left matrix times two neighbouring columns of right tiles; with `has_second_rows`
/// also the 16 rows that begin `below` elements later. `a_stride` and `c_stride` are in elements.
INLINE void tile_block(int has_second_rows, const operand *a, size_t a_stride, size_t a_step,
                       size_t below, const operand *b, size_t b_step, size_t steps, float *c, size_t c_stride,
                       int adding) {
    const size_t a_bytes = a_stride * sizeof *a, c_bytes = c_stride * sizeof *c;
    if (adding) {
        _tile_loadd(0, c, c_bytes);
        _tile_loadd(1, c + 16, c_bytes);
        if (has_second_rows) {
            _tile_loadd(2, c + TILE_ROWS * c_stride, c_bytes);
            _tile_loadd(3, c + TILE_ROWS * c_stride + 16, c_bytes);
        }
    } else {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    }
    for (size_t step = 0; step < steps; step++) {
        _tile_loadd(6, b + step * b_step, 64);
        _tile_loadd(7, b + step * b_step + TILE_VALUES, 64);
        _tile_loadd(4, a + step * a_step, a_bytes);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        if (has_second_rows) {
            _tile_loadd(5, a + below + step * a_step, a_bytes);
            _tile_dpbf16ps(2, 5, 6);
            _tile_dpbf16ps(3, 5, 7);
        }
    }
    _tile_stored(0, c, c_bytes);
    _tile_stored(1, c + 16, c_bytes);
    if (has_second_rows) {
        _tile_stored(2, c + TILE_ROWS * c_stride, c_bytes);
        _tile_stored(3, c + TILE_ROWS * c_stride + 16, c_bytes);
    }
}

/// c = a b: (rows, depth) by (depth, columns), the latter as `store_right` wrote it; depth and
/// columns are multiples of 32, and both a and c have rows up to the next multiple of 16.
static void multiply(const operand *a, size_t rows, const operand *b, size_t depth, size_t columns,
                     float *c) {
    const size_t b_step = columns / 16 * TILE_VALUES, steps = depth / OPERAND_DEPTH;
    for (size_t column = 0; column < columns; column += 32) {
        const operand *right = b + column / 16 * TILE_VALUES;
        size_t row = 0;
        for (; row + TILE_ROWS < rows; row += 2 * TILE_ROWS)
            tile_block(1, a + row * depth, depth, OPERAND_DEPTH, TILE_ROWS * depth, right, b_step, steps,
                       c + row * columns + column, columns, 0);
        if (row < rows)
            tile_block(0, a + row * depth, depth, OPERAND_DEPTH, 0, right, b_step, steps,
                       c + row * columns + column, columns, 0);
    }
}

/// Transposes a square of 16 x 16 pairs.
INLINE void transpose_pairs(__m512i r[16]) {
    __m512i t[16];
    UNROLL for (int i = 0; i < 8; i++) {
        t[2 * i] = _mm512_unpacklo_epi32(r[2 * i], r[2 * i + 1]);
        t[2 * i + 1] = _mm512_unpackhi_epi32(r[2 * i], r[2 * i + 1]);
    }
    UNROLL for (int i = 0; i < 4; i++) {
        r[4 * i] = _mm512_unpacklo_epi64(t[4 * i], t[4 * i + 2]);
        r[4 * i + 1] = _mm512_unpackhi_epi64(t[4 * i], t[4 * i + 2]);
        r[4 * i + 2] = _mm512_unpacklo_epi64(t[4 * i + 1], t[4 * i + 3]);
        r[4 * i + 3] = _mm512_unpackhi_epi64(t[4 * i + 1], t[4 * i + 3]);
    }
    // Now row 4 i + j holds columns j, j + 4, j + 8 and j + 12 of rows 4 i to 4 i + 3.
    UNROLL for (int j = 0; j < 4; j++) {
        t[j] = _mm512_shuffle_i32x4(r[j], r[4 + j], 0x88);
        t[4 + j] = _mm512_shuffle_i32x4(r[j], r[4 + j], 0xDD);
        t[8 + j] = _mm512_shuffle_i32x4(r[8 + j], r[12 + j], 0x88);
        t[12 + j] = _mm512_shuffle_i32x4(r[8 + j], r[12 + j], 0xDD);
    }
    UNROLL for (int j = 0; j < 4; j++) {
        r[j] = _mm512_shuffle_i32x4(t[j], t[8 + j], 0x88);
        r[8 + j] = _mm512_shuffle_i32x4(t[j], t[8 + j], 0xDD);
        r[4 + j] = _mm512_shuffle_i32x4(t[4 + j], t[12 + j], 0x88);
        r[12 + j] = _mm512_shuffle_i32x4(t[4 + j], t[12 + j], 0xDD);
    }
}

/// c = aᵀ b, or with `adding` c += aᵀ b: a is (depth, rows), its rows `a_pitch` apart, and b
/// (depth, columns). Depth, rows and columns are multiples of 32.
static void multiply_transposed(const operand *a, size_t a_pitch, const operand *b, size_t depth,
                                size_t rows, size_t columns, float *c, int adding,
                                float *scratch) {
    operand *left = (operand *)scratch, *right = left + rows * depth;
    const size_t steps = depth / OPERAND_DEPTH;
    for (size_t step = 0; step < steps; step++) {
        for (size_t row = 0; row < rows; row += 16) {
            __m512i pairs[16];
            UNROLL for (size_t i = 0; i < 16; i++)
                pairs[i] = load_pairs(a + (step * OPERAND_DEPTH + 2 * i) * a_pitch + row, a_pitch);
            transpose_pairs(pairs);
            operand *tile = left + (row / 16 * steps + step) * TILE_VALUES;
            UNROLL for (size_t i = 0; i < 16; i++) _mm512_storeu_si512(tile + 32 * i, pairs[i]);
        }
        for (size_t column = 0; column < columns; column += 16) {
            operand *tile = right + (step * (columns / 16) + column / 16) * TILE_VALUES;
            for (size_t i = 0; i < 16; i++)
                _mm512_storeu_si512(
                    tile + 32 * i,
                    load_pairs(b + (step * OPERAND_DEPTH + 2 * i) * columns + column, columns));
        }
    }
    const size_t b_step = columns / 16 * TILE_VALUES;
    for (size_t row = 0; row < rows; row += 32)
        for (size_t column = 0; column < columns; column += 32)
            tile_block(1, left + row / 16 * steps * TILE_VALUES, 32, TILE_VALUES,
                       steps * TILE_VALUES, right + column / 16 * TILE_VALUES, b_step, steps,
                       c + row * columns + column, columns, adding);
}

INLINE size_t transposed_scratch_count(size_t depth, size_t rows, size_t columns) {
    return depth * (rows + columns) / 2;
}
