// Dense layers whose factors are rounded to bfloat16, by the same matrix products as Winograd's.
#pragma once

#include "float_dense.h"
#include "operand.h"

/// The number of samples, rounded up to whole groups of rows.
INLINE size_t operand_rows(size_t samples) {
    return (samples + OPERAND_DEPTH - 1) / OPERAND_DEPTH * OPERAND_DEPTH;
}

/// Rounds (samples, columns) to a left matrix, with zeros in its padding.
static void round_left(const float *matrix, size_t samples, size_t columns, operand *rounded) {
    const size_t padded = padded_channels(columns);
    for (size_t row = 0; row < operand_rows(samples); row++)
        for (size_t c = 0; c < padded; c += VECTOR_WIDTH, rounded += VECTOR_WIDTH) {
            const size_t left = row < samples && c < columns ? columns - c : 0;
            store_operand(rounded, load_part(matrix + (left > 0 ? row * columns + c : 0), left), 1);
        }
}

/// Rounds (rows, columns) to a right matrix.
static void round_right(const float *matrix, size_t rows, size_t columns, operand *rounded) {
    const size_t padded_rows = padded_channels(rows), padded = padded_channels(columns);
    for (size_t row = 0; row < padded_rows; row += OPERAND_ROWS)
        for (size_t c = 0; c < padded; c += VECTOR_WIDTH) {
            vector values[OPERAND_ROWS];
            UNROLL for (size_t r = 0; r < OPERAND_ROWS; r++) {
                const size_t left = row + r < rows && c < columns ? columns - c : 0;
                values[r] = load_part(matrix + (left > 0 ? (row + r) * columns + c : 0), left);
            }
            store_right(rounded, padded_rows, padded, row, c, values, 1);
        }
}

static size_t bf16_dense_scratch_count(size_t inputs, size_t outputs, size_t samples) {
    const size_t rows = operand_rows(samples), left = padded_channels(inputs);
    const size_t right = padded_channels(outputs);
    // The rounded x and dy, the products' results and their scratch memory; or the transposed
    // weights.
    return rows * (left + right) + larger(rows * larger(left, right), left * right)
        + transposed_scratch_count(rows, left, right);
}

static void bf16_dense_pack(size_t inputs, size_t outputs, const float *weight, float *packed,
                            float *packed_transposed, float *scratch) {
    if (packed) round_right(weight, inputs, outputs, (operand *)packed);
    if (!packed_transposed) return;
    transpose(weight, inputs, outputs, scratch);
    round_right(scratch, outputs, inputs, (operand *)packed_transposed);
}

static void bf16_dense_forward(size_t inputs, size_t outputs, size_t samples, const float *x,
                               const float *packed, const float *bias, float *y, float *scratch) {
    const size_t columns = padded_channels(outputs);
    operand *rounded = (operand *)scratch;
    float *products = scratch + operand_rows(samples) * padded_channels(inputs);
    round_left(x, samples, inputs, rounded);
    begin_products();
    multiply(rounded, samples, (const operand *)packed, padded_channels(inputs), columns, products);
    end_products();
    for (size_t sample = 0; sample < samples; sample++)
        for (size_t c = 0; c < outputs; c++)
            y[sample * outputs + c] = products[sample * columns + c] + bias[c];
}

static void bf16_dense_backward(size_t inputs, size_t outputs, size_t samples, const float *x,
                                const float *dy, const float *packed_transposed,
                                float *weight_gradient, float *bias_gradient, float *dx,
                                float *scratch) {
    const size_t rows = operand_rows(samples), left = padded_channels(inputs);
    const size_t right = padded_channels(outputs);
    operand *rounded_x = (operand *)scratch, *rounded_dy = (operand *)(scratch + rows * left);
    float *products = scratch + rows * (left + right);
    float *rest = products + larger(rows * larger(left, right), left * right);
    round_left(x, samples, inputs, rounded_x);
    round_left(dy, samples, outputs, rounded_dy);
    for (size_t sample = 0; sample < samples; sample++)
        for (size_t c = 0; c < outputs; c++) bias_gradient[c] += dy[sample * outputs + c];
    begin_products();
    if (left == inputs && right == outputs) {
        multiply_transposed(rounded_x, left, rounded_dy, rows, left, right, weight_gradient, 1, rest);
    } else {
        multiply_transposed(rounded_x, left, rounded_dy, rows, left, right, products, 0, rest);
        unpad(products, inputs, outputs, weight_gradient, 1);
    }
    if (dx) {
        multiply(rounded_dy, samples, (const operand *)packed_transposed, right, left, products);
        unpad(products, samples, inputs, dx, 0);
    }
    end_products();
}
