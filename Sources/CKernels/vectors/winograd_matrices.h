// Conversions between weights or images and the 36 matrices of Winograd's convolution, one for each
// position of a 6x6 patch. A two-dimensional transform is applied to columns, then to rows.
#pragma once

#include "../include/kernel_set.h"
#include "activation_parts.h"
#include "operand.h"
#include "winograd_transforms.h"

/// The distance from one of the 36 matrices (inputs, outputs) to the next, with padded channels and
/// a gap, so that they do not map to the same cache sets.
INLINE size_t matrix_stride(size_t inputs, size_t outputs) {
    return padded_channels(inputs) * padded_channels(outputs) + CHANNEL_BLOCK;
}

/// Transforms the kernels (3, 3) of one input and VECTOR_WIDTH outputs to 36 values each. Channels
/// that do not exist give zeros.
INLINE void kernel_matrices(const float *weight, size_t inputs, size_t outputs, size_t input,
                            size_t output, vector matrix[PATCH][PATCH]) {
    vector kernel[3][3];
    const size_t left = input < inputs && output < outputs ? outputs - output : 0;
    for (size_t i = 0; i < 9; i++)
        kernel[i / 3][i % 3] =
            left > 0 ? load_part(weight + (i * inputs + input) * outputs + output, left) : splat(0);
    TRANSFORM_2D(transform_kernel, 3, PATCH, kernel, matrix);
}

/// Packs VECTOR_WIDTH columns of OPERAND_ROWS rows of the 36 matrices.
INLINE void pack_rows(const ckernels_convolution *shape, const float *weight, size_t inputs,
                      size_t outputs, size_t input, size_t output, operand *packed) {
    vector matrix[OPERAND_ROWS][PATCH][PATCH];
    UNROLL for (size_t row = 0; row < OPERAND_ROWS; row++)
        kernel_matrices(weight, inputs, outputs, input + row, output, matrix[row]);
    UNROLL for (size_t p = 0; p < POSITIONS; p++) {
        vector values[OPERAND_ROWS];
        UNROLL for (size_t row = 0; row < OPERAND_ROWS; row++)
            values[row] = matrix[row][p / PATCH][p % PATCH];
        store_right(packed + p * matrix_stride(inputs, outputs), padded_channels(inputs),
                    padded_channels(outputs), input, output, values, shape->is_bf16);
    }
}

/// Transforms weights (3, 3, inputs, outputs) to 36 matrices (inputs, outputs), packed for
/// `multiply`. Panel by panel, so that each matrix is written in memory order.
static void winograd_pack(const ckernels_convolution *shape, const float *weight, size_t inputs,
                          size_t outputs, float *packed) {
    const size_t columns = padded_channels(outputs);
    for (size_t panel = 0; panel < columns; panel += PANEL_WIDTH)
        for (size_t input = 0; input < padded_channels(inputs); input += OPERAND_ROWS)
            for (size_t output = panel; output < smaller(panel + PANEL_WIDTH, columns);
                 output += VECTOR_WIDTH)
                pack_rows(shape, weight, inputs, outputs, input, output, (operand *)packed);
}

/// The sizes of a convolution that all its passes share.
typedef struct {
    size_t tile_rows, tile_columns, tiles;
    /// The size of the padded image, which contains the whole patches of all tiles.
    size_t padded_height, padded_width;
    size_t inputs, outputs;
    size_t output_height, output_width;
} winograd_plan;

INLINE winograd_plan plan_of(const ckernels_convolution *shape) {
    winograd_plan plan;
    plan.output_height = shape->output_height;
    plan.output_width = shape->output_width;
    plan.tile_rows = (plan.output_height + TILE - 1) / TILE;
    plan.tile_columns = (plan.output_width + TILE - 1) / TILE;
    plan.tiles = plan.tile_rows * plan.tile_columns;
    plan.padded_height = plan.tile_rows * TILE + 2;
    plan.padded_width = plan.tile_columns * TILE + 2;
    plan.inputs = padded_channels(shape->inputs);
    plan.outputs = padded_channels(shape->outputs);
    return plan;
}

/// Transforms the patches of a padded image to rows of the 36 matrices `data` (tiles, inputs).
static void image_to_data(const winograd_plan *plan, const float *padded, operand *data,
                          size_t position_stride, int is_bf16) {
    const size_t channels = plan->inputs, pitch = plan->padded_width * channels;
    for (size_t ty = 0; ty < plan->tile_rows; ty++)
        for (size_t tx = 0; tx < plan->tile_columns; tx++, data += channels)
            for (size_t c = 0; c < channels; c += VECTOR_WIDTH) {
                const float *corner = padded + ty * TILE * pitch + tx * TILE * channels + c;
                vector patch[PATCH][PATCH], t[PATCH][PATCH];
                UNROLL for (size_t p = 0; p < POSITIONS; p++)
                    patch[p / PATCH][p % PATCH] =
                        load(corner + p / PATCH * pitch + p % PATCH * channels);
                TRANSFORM_2D(transform_data, PATCH, PATCH, patch, t);
                UNROLL for (size_t p = 0; p < POSITIONS; p++)
                    store_operand(data + p * position_stride + c, t[p / PATCH][p % PATCH],
                                  is_bf16);
            }
}

/// Transforms one row of the 36 matrices back to some channels of a patch of the image's gradient.
/// A patch overlaps the ones before it by two rows and columns, where it is added.
INLINE void data_to_patch(size_t c, size_t count, const ckernels_convolution *shape,
                          const float *data, size_t position_stride, size_t tile_row,
                          size_t tile_column, float *image, int adding) {
    vector t[PATCH][PATCH], patch[PATCH][PATCH];
    UNROLL for (size_t p = 0; p < POSITIONS; p++)
        t[p / PATCH][p % PATCH] = load(data + p * position_stride + c);
    TRANSFORM_2D(transform_data_gradient, PATCH, PATCH, t, patch);
    UNROLL for (size_t i = 0; i < PATCH; i++) {
        // Unsigned: a row above the image wraps around to a large number.
        const size_t row = tile_row * TILE + i - shape->padding;
        if (row >= shape->height) continue;
        const int adds = adding || (i < PATCH - TILE && tile_row > 0);
        UNROLL for (size_t j = 0; j < PATCH; j++) {
            const size_t column = tile_column * TILE + j - shape->padding;
            if (column >= shape->width) continue;
            float *pixel = image + (row * shape->width + column) * shape->inputs + c;
            const int has_earlier = adds || (j < PATCH - TILE && tile_column > 0);
            store_part(pixel, has_earlier ? load_part(pixel, count) + patch[i][j] : patch[i][j],
                       count);
        }
    }
}

/// Transforms rows of the 36 matrices to the gradient of an image (height, width, inputs), or with
/// `adding` adds it.
static void data_to_image_gradient(const winograd_plan *plan, const ckernels_convolution *shape,
                                   const float *data, size_t position_stride, float *image,
                                   int adding) {
    const int covers = plan->padded_height >= shape->height + shape->padding
        && plan->padded_width >= shape->width + shape->padding;
    if (!covers && !adding)
        memset(image, 0, shape->height * shape->width * shape->inputs * sizeof *image);
    for (size_t ty = 0; ty < plan->tile_rows; ty++)
        for (size_t tx = 0; tx < plan->tile_columns; tx++, data += plan->inputs)
            FOR_EACH_VECTOR(shape->inputs, data_to_patch, shape, data, position_stride, ty, tx,
                            image, adding)
}

/// Transforms one row of the 36 matrices to some channels of a tile of the output image.
INLINE void products_to_tile(size_t c, size_t count, const float *products, size_t position_stride,
                             float *corner, size_t rows, size_t columns, size_t pitch,
                             size_t channels) {
    vector m[PATCH][PATCH], y[TILE][TILE];
    UNROLL for (size_t p = 0; p < POSITIONS; p++)
        m[p / PATCH][p % PATCH] = load(products + p * position_stride + c);
    TRANSFORM_2D(transform_output, PATCH, TILE, m, y);
    UNROLL for (size_t i = 0; i < TILE; i++)
        UNROLL for (size_t j = 0; j < TILE; j++)
            if (i < rows && j < columns)
                store_part(corner + i * pitch + j * channels + c, y[i][j], count);
}

/// Transforms rows of the 36 matrices `products` (tiles, outputs) to an output image (height,
/// width, outputs).
static void products_to_image(const winograd_plan *plan, const ckernels_convolution *shape,
                              const float *products, size_t position_stride, float *image) {
    const size_t channels = shape->outputs, pitch = plan->output_width * channels;
    for (size_t ty = 0; ty < plan->tile_rows; ty++)
        for (size_t tx = 0; tx < plan->tile_columns; tx++, products += plan->outputs)
            FOR_EACH_VECTOR(channels, products_to_tile, products, position_stride,
                            image + ty * TILE * pitch + tx * TILE * channels,
                            smaller(TILE, plan->output_height - ty * TILE),
                            smaller(TILE, plan->output_width - tx * TILE), pitch, channels)
}

/// Calls `body(c, count, …)` for all vectors of a matrix's padded channels, of which the image has
/// `count`.
#define FOR_EACH_PADDED_VECTOR(padded, channels, body, ...)                                        \
    for (size_t c = 0; c < (padded); c += VECTOR_WIDTH) {                                          \
        if (c + VECTOR_WIDTH <= (channels)) body(c, VECTOR_WIDTH, __VA_ARGS__);                    \
        else body(c, c < (channels) ? (channels) - c : 0, __VA_ARGS__);                            \
    }

/// Transforms some channels of a tile of an output's gradient to one row of the 36 matrices.
INLINE void tile_to_gradients(size_t c, size_t count, const float *corner, size_t rows,
                              size_t columns, size_t pitch, size_t channels, operand *gradients,
                              size_t position_stride, int is_bf16) {
    vector y[TILE][TILE], t[PATCH][PATCH];
    UNROLL for (size_t i = 0; i < TILE; i++)
        UNROLL for (size_t j = 0; j < TILE; j++)
            y[i][j] = i < rows && j < columns
                ? load_part(corner + i * pitch + j * channels + c, count) : splat(0);
    TRANSFORM_2D(transform_output_gradient, TILE, PATCH, y, t);
    UNROLL for (size_t p = 0; p < POSITIONS; p++)
        store_operand(gradients + p * position_stride + c, t[p / PATCH][p % PATCH], is_bf16);
}

/// Transforms the tiles of an output image's gradient (height, width, outputs) to rows of the 36
/// matrices.
static void image_to_product_gradients(const winograd_plan *plan,
                                       const ckernels_convolution *shape, const float *image,
                                       operand *gradients, size_t position_stride) {
    const size_t channels = shape->outputs, pitch = plan->output_width * channels;
    for (size_t ty = 0; ty < plan->tile_rows; ty++)
        for (size_t tx = 0; tx < plan->tile_columns; tx++, gradients += plan->outputs)
            FOR_EACH_PADDED_VECTOR(plan->outputs, channels, tile_to_gradients,
                                   image + ty * TILE * pitch + tx * TILE * channels,
                                   smaller(TILE, plan->output_height - ty * TILE),
                                   smaller(TILE, plan->output_width - tx * TILE), pitch, channels,
                                   gradients, position_stride, shape->is_bf16)
}

/// Transforms `count` rows of the 36 gradient matrices (inputs, outputs) back, and adds them to the
/// weight gradients of the input channels from `first` on.
static void add_kernel_gradient(const float *gradients, size_t position_stride, size_t first,
                                size_t count, size_t inputs, size_t outputs,
                                float *weight_gradient) {
    const size_t columns = padded_channels(outputs);
    for (size_t row = 0; row < count; row++)
        for (size_t output = 0; output < outputs; output += VECTOR_WIDTH) {
            vector t[PATCH][PATCH], kernel[3][3];
            UNROLL for (size_t p = 0; p < POSITIONS; p++)
                t[p / PATCH][p % PATCH] =
                    load(gradients + p * position_stride + row * columns + output);
            TRANSFORM_2D(transform_kernel_gradient, PATCH, 3, t, kernel);
            for (size_t i = 0; i < 9; i++) {
                float *to = weight_gradient + (i * inputs + first + row) * outputs + output;
                const size_t left = outputs - output;
                store_part(to, load_part(to, left) + kernel[i / 3][i % 3], left);
            }
        }
}
