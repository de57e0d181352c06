// Dense layers whose factors are floats.
#pragma once

#include "product.h"

/// Writes the transpose of `from` (rows, columns) to `to` (columns, rows).
static void transpose(const float *from, size_t rows, size_t columns, float *to) {
    enum { SIDE = 16 };
    // In squares, whose cache lines stay in the first-level cache.
    for (size_t row = 0; row < rows; row += SIDE)
        for (size_t column = 0; column < columns; column += SIDE)
            for (size_t r = row; r < smaller(row + SIDE, rows); r++)
                for (size_t c = column; c < smaller(column + SIDE, columns); c++)
                    to[c * rows + r] = from[r * columns + c];
}

/// Writes (rows, columns) in the panels that `product` reads; the last panel is padded with zeros.
static void pack_panels(const float *matrix, size_t rows, size_t columns, float *packed) {
    const size_t padded = padded_channels(columns);
    for (size_t panel = 0; panel < padded; panel += PANEL_WIDTH) {
        const size_t width = smaller(PANEL_WIDTH, padded - panel);
        const size_t count = smaller(width, columns - panel);
        for (size_t row = 0; row < rows; row++, packed += width) {
            memcpy(packed, matrix + row * columns + panel, count * sizeof *packed);
            memset(packed + count, 0, (width - count) * sizeof *packed);
        }
    }
}

static size_t float_dense_scratch_count(size_t inputs, size_t outputs, size_t samples) {
    // A padded copy of y or dy; then one of dx or of the weights' gradient, or the transposed
    // weights.
    return samples * padded_channels(outputs)
        + padded_channels(inputs) * larger(samples, padded_channels(outputs));
}

static void float_dense_pack(size_t inputs, size_t outputs, const float *weight, float *packed,
                               float *packed_transposed, float *scratch) {
    if (packed) pack_panels(weight, inputs, outputs, packed);
    if (!packed_transposed) return;
    transpose(weight, inputs, outputs, scratch);
    pack_panels(scratch, outputs, inputs, packed_transposed);
}

/// Copies (rows, columns) from a matrix with padded columns, or with `adding` adds them.
static void unpad(const float *padded, size_t rows, size_t columns, float *to, int adding) {
    for (size_t row = 0; row < rows; row++)
        for (size_t c = 0; c < columns; c++) {
            const float value = padded[row * padded_channels(columns) + c];
            to[row * columns + c] = adding ? to[row * columns + c] + value : value;
        }
}

static void float_dense_forward(size_t inputs, size_t outputs, size_t samples, const float *x,
                          const float *packed, const float *bias, float *y, float *scratch) {
    const size_t columns = padded_channels(outputs);
    product((left_matrix){x, inputs, 1}, samples,
            (right_matrix){packed, 0, inputs * PANEL_WIDTH}, inputs, columns, scratch, columns, 0);
    for (size_t sample = 0; sample < samples; sample++)
        for (size_t c = 0; c < outputs; c++)
            y[sample * outputs + c] = scratch[sample * columns + c] + bias[c];
}

static void float_dense_backward(size_t inputs, size_t outputs, size_t samples, const float *x,
                           const float *dy, const float *packed_transposed, float *weight_gradient,
                           float *bias_gradient, float *dx, float *scratch) {
    const size_t columns = padded_channels(outputs), rows = padded_channels(inputs);
    float *padded = scratch, *rest = scratch + samples * columns;
    for (size_t sample = 0; sample < samples; sample++) {
        memcpy(padded + sample * columns, dy + sample * outputs, outputs * sizeof *dy);
        memset(padded + sample * columns + outputs, 0, (columns - outputs) * sizeof *dy);
        for (size_t c = 0; c < outputs; c++) bias_gradient[c] += dy[sample * outputs + c];
    }
    const left_matrix transposed_x = {x, 1, inputs};
    const right_matrix dy_panels = {padded, columns, PANEL_WIDTH};
    if (columns == outputs) {
        product(transposed_x, inputs, dy_panels, samples, columns, weight_gradient, columns, 1);
    } else {
        product(transposed_x, inputs, dy_panels, samples, columns, rest, columns, 0);
        unpad(rest, inputs, outputs, weight_gradient, 1);
    }
    if (!dx) return;
    const left_matrix gradient = {dy, outputs, 1};
    const right_matrix weights = {packed_transposed, 0, outputs * PANEL_WIDTH};
    if (rows == inputs) {
        product(gradient, samples, weights, outputs, rows, dx, rows, 0);
    } else {
        product(gradient, samples, weights, outputs, rows, rest, rows, 0);
        unpad(rest, samples, inputs, dx, 0);
    }
}
