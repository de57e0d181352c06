// 3x3 convolution by Winograd's minimal filtering F(4x4, 3x3): a tile of 4x4 outputs needs 36
// products for each pair of channels instead of 144.
//
// Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015, with the points 0,
// ±√½, ±√2 and infinity, whose rounding errors are a third of those of the usual 0, ±1, ±2
// (Barabasz et al., "Error analysis and improving the accuracy of Winograd convolution", 2020).
// In one dimension, with data d (6), kernel g (3) and output y (4):
//     y = Aᵀ [(G g) ⊙ (Bᵀ d)],
// and, as y is linear in g and in d, with the output's gradient dy
//     dg = Gᵀ [(A dy) ⊙ (Bᵀ d)],    dd = B [(A dy) ⊙ (G g)].
// Two dimensions apply each transform to columns, then to rows. The ⊙ over all tiles and channels
// is one matrix product for each of the 36 positions.
#pragma once

#include "../include/kernel_set.h"
#include "padded_image.h"
#include "product.h"

enum { TILE = 4, PATCH = 6, POSITIONS = PATCH * PATCH };

#define ROOT_HALF 0.70710678118654752f
#define ROOT_TWO 1.41421356237309505f

/// Bᵀ d.
INLINE void transform_data(const vector d[PATCH], vector t[PATCH]) {
    t[0] = multiply_add(splat(-2.5f), d[2], d[0]) + d[4];
    const vector even_a = multiply_add(splat(-2.0f), d[2], d[4]);
    const vector odd_a = multiply_add(splat(-2.0f), d[1], d[3]);
    t[1] = multiply_add(splat(ROOT_HALF), odd_a, even_a);
    t[2] = multiply_add(splat(-ROOT_HALF), odd_a, even_a);
    const vector even_b = multiply_add(splat(-0.5f), d[2], d[4]);
    const vector odd_b = multiply_add(splat(-0.5f), d[1], d[3]);
    t[3] = multiply_add(splat(ROOT_TWO), odd_b, even_b);
    t[4] = multiply_add(splat(-ROOT_TWO), odd_b, even_b);
    t[5] = multiply_add(splat(-2.5f), d[3], d[1]) + d[5];
}

/// B t, the transposed of the above.
INLINE void transform_data_gradient(const vector t[PATCH], vector d[PATCH]) {
    const vector sum_a = t[1] + t[2], sum_b = t[3] + t[4];
    const vector odd_a = splat(ROOT_HALF) * (t[1] - t[2]);
    const vector odd_b = splat(ROOT_TWO) * (t[3] - t[4]);
    d[0] = t[0];
    d[1] = multiply_add(splat(-2.0f), odd_a, multiply_add(splat(-0.5f), odd_b, t[5]));
    d[2] = multiply_add(splat(-2.5f), t[0],
                        multiply_add(splat(-2.0f), sum_a, splat(-0.5f) * sum_b));
    d[3] = multiply_add(splat(-2.5f), t[5], odd_a + odd_b);
    d[4] = t[0] + (sum_a + sum_b);
    d[5] = t[5];
}

/// Aᵀ m.
INLINE void transform_output(const vector m[PATCH], vector y[TILE]) {
    const vector sum_a = m[1] + m[2], sum_b = m[3] + m[4];
    const vector odd_a = splat(ROOT_HALF) * (m[1] - m[2]);
    const vector odd_b = splat(ROOT_TWO) * (m[3] - m[4]);
    y[0] = m[0] + (sum_a + sum_b);
    y[1] = odd_a + odd_b;
    y[2] = multiply_add(splat(0.5f), sum_a, splat(2.0f) * sum_b);
    y[3] = multiply_add(splat(0.5f), odd_a, multiply_add(splat(2.0f), odd_b, m[5]));
}

/// A dy.
INLINE void transform_output_gradient(const vector y[TILE], vector t[PATCH]) {
    const vector even_a = multiply_add(splat(0.5f), y[2], y[0]);
    const vector odd_a = multiply_add(splat(0.5f), y[3], y[1]);
    const vector even_b = multiply_add(splat(2.0f), y[2], y[0]);
    const vector odd_b = multiply_add(splat(2.0f), y[3], y[1]);
    t[0] = y[0];
    t[1] = multiply_add(splat(ROOT_HALF), odd_a, even_a);
    t[2] = multiply_add(splat(-ROOT_HALF), odd_a, even_a);
    t[3] = multiply_add(splat(ROOT_TWO), odd_b, even_b);
    t[4] = multiply_add(splat(-ROOT_TWO), odd_b, even_b);
    t[5] = y[3];
}

/// G g.
INLINE void transform_kernel(const vector g[3], vector t[PATCH]) {
    const vector even_a = splat(-2.0f / 3) * multiply_add(splat(0.5f), g[2], g[0]);
    const vector odd_a = splat(-2.0f / 3 * ROOT_HALF) * g[1];
    const vector even_b = splat(1.0f / 6) * multiply_add(splat(2.0f), g[2], g[0]);
    const vector odd_b = splat(ROOT_TWO / 6) * g[1];
    t[0] = g[0];
    t[1] = even_a + odd_a;
    t[2] = even_a - odd_a;
    t[3] = even_b + odd_b;
    t[4] = even_b - odd_b;
    t[5] = g[2];
}

/// Gᵀ t.
INLINE void transform_kernel_gradient(const vector t[PATCH], vector g[3]) {
    const vector sum_a = splat(-2.0f / 3) * (t[1] + t[2]);
    const vector sum_b = splat(1.0f / 6) * (t[3] + t[4]);
    g[0] = t[0] + (sum_a + sum_b);
    g[1] = multiply_add(splat(-2.0f / 3 * ROOT_HALF), t[1] - t[2],
                        splat(ROOT_TWO / 6) * (t[3] - t[4]));
    g[2] = multiply_add(splat(0.5f), sum_a, multiply_add(splat(2.0f), sum_b, t[5]));
}

/// Both dimensions of a transform: columns of `from` (ROWS x COLUMNS) first, then rows; `to` has
/// NEW x NEW elements.
#define TRANSFORM_2D(transform, OLD, NEW, from, to)                                                \
    do {                                                                                           \
        vector halfway[NEW][OLD];                                                                  \
        UNROLL for (size_t j = 0; j < OLD; j++) {                                                  \
            vector column[OLD], result[NEW];                                                       \
            UNROLL for (size_t i = 0; i < OLD; i++) column[i] = from[i][j];                        \
            transform(column, result);                                                             \
            UNROLL for (size_t i = 0; i < NEW; i++) halfway[i][j] = result[i];                     \
        }                                                                                          \
        UNROLL for (size_t i = 0; i < NEW; i++) transform(halfway[i], to[i]);                      \
    } while (0)

/// Weights (3, 3, inputs, outputs) to their 36 matrices (inputs, outputs), packed for `product`;
/// channels padded with zeros to whole blocks.
static void winograd_pack(const float *weight, size_t inputs, size_t outputs, float *packed) {
    const size_t rows = padded_channels(inputs), columns = padded_channels(outputs);
    for (size_t input = 0; input < rows; input++) {
        for (size_t output = 0; output < columns; output += VECTOR_WIDTH) {
            vector kernel[3][3], matrix[PATCH][PATCH];
            const size_t left = input < inputs && output < outputs ? outputs - output : 0;
            for (size_t i = 0; i < 9; i++)
                kernel[i / 3][i % 3] =
                    load_part(weight + (i * inputs + (left > 0 ? input : 0)) * outputs
                                  + (left > 0 ? output : 0), left);
            TRANSFORM_2D(transform_kernel, 3, PATCH, kernel, matrix);
            const size_t panel = output / PANEL_WIDTH * PANEL_WIDTH;
            const size_t width = columns - panel < PANEL_WIDTH ? columns - panel : PANEL_WIDTH;
            float *to = packed + panel * rows + input * width + output - panel;
            UNROLL for (size_t p = 0; p < POSITIONS; p++)
                store(to + p * rows * columns, matrix[p / PATCH][p % PATCH]);
        }
    }
}

/// Numbers of one convolution that all its passes share.
typedef struct {
    size_t tile_rows, tile_columns, tiles;
    /// The padded image: whole patches of all tiles.
    size_t padded_height, padded_width;
    size_t inputs, outputs;
    size_t output_height, output_width;
} winograd_plan;

INLINE winograd_plan plan_of(const ckernels_convolution *shape) {
    winograd_plan plan;
    plan.output_height = shape->height + 2 * shape->padding - 2;
    plan.output_width = shape->width + 2 * shape->padding - 2;
    plan.tile_rows = (plan.output_height + TILE - 1) / TILE;
    plan.tile_columns = (plan.output_width + TILE - 1) / TILE;
    plan.tiles = plan.tile_rows * plan.tile_columns;
    plan.padded_height = plan.tile_rows * TILE + 2;
    plan.padded_width = plan.tile_columns * TILE + 2;
    plan.inputs = padded_channels(shape->inputs);
    plan.outputs = padded_channels(shape->outputs);
    return plan;
}

/// Patches of one padded image to rows of the 36 matrices `data` (tiles, inputs).
static void image_to_data(const winograd_plan *plan, const float *padded, float *data,
                          size_t position_stride) {
    const size_t channels = plan->inputs, line = plan->padded_width * channels;
    for (size_t ty = 0; ty < plan->tile_rows; ty++)
        for (size_t tx = 0; tx < plan->tile_columns; tx++, data += channels)
            for (size_t c = 0; c < channels; c += VECTOR_WIDTH) {
                const float *corner = padded + ty * TILE * line + tx * TILE * channels + c;
                vector patch[PATCH][PATCH], t[PATCH][PATCH];
                UNROLL for (size_t p = 0; p < POSITIONS; p++)
                    patch[p / PATCH][p % PATCH] =
                        load(corner + p / PATCH * line + p % PATCH * channels);
                TRANSFORM_2D(transform_data, PATCH, PATCH, patch, t);
                UNROLL for (size_t p = 0; p < POSITIONS; p++)
                    store(data + p * position_stride + c, t[p / PATCH][p % PATCH]);
            }
}

/// Rows of the 36 matrices to the gradient of one padded image, where patches overlap.
static void data_to_image_gradient(const winograd_plan *plan, const float *data,
                                   size_t position_stride, float *padded) {
    const size_t channels = plan->inputs, line = plan->padded_width * channels;
    memset(padded, 0, plan->padded_height * line * sizeof *padded);
    for (size_t ty = 0; ty < plan->tile_rows; ty++)
        for (size_t tx = 0; tx < plan->tile_columns; tx++, data += channels)
            for (size_t c = 0; c < channels; c += VECTOR_WIDTH) {
                float *corner = padded + ty * TILE * line + tx * TILE * channels + c;
                vector t[PATCH][PATCH], patch[PATCH][PATCH];
                UNROLL for (size_t p = 0; p < POSITIONS; p++)
                    t[p / PATCH][p % PATCH] = load(data + p * position_stride + c);
                TRANSFORM_2D(transform_data_gradient, PATCH, PATCH, t, patch);
                UNROLL for (size_t p = 0; p < POSITIONS; p++) {
                    float *pixel = corner + p / PATCH * line + p % PATCH * channels;
                    store(pixel, load(pixel) + patch[p / PATCH][p % PATCH]);
                }
            }
}

/// Rows of the 36 matrices `products` (tiles, outputs) to one image (height, width, outputs).
static void products_to_image(const winograd_plan *plan, const float *products,
                              size_t position_stride, float *image) {
    const size_t channels = plan->outputs, line = plan->output_width * channels;
    for (size_t ty = 0; ty < plan->tile_rows; ty++)
        for (size_t tx = 0; tx < plan->tile_columns; tx++, products += channels) {
            const size_t rows = smaller(TILE, plan->output_height - ty * TILE);
            const size_t columns = smaller(TILE, plan->output_width - tx * TILE);
            for (size_t c = 0; c < channels; c += VECTOR_WIDTH) {
                float *corner = image + ty * TILE * line + tx * TILE * channels + c;
                vector m[PATCH][PATCH], y[TILE][TILE];
                UNROLL for (size_t p = 0; p < POSITIONS; p++)
                    m[p / PATCH][p % PATCH] = load(products + p * position_stride + c);
                TRANSFORM_2D(transform_output, PATCH, TILE, m, y);
                UNROLL for (size_t i = 0; i < TILE; i++)
                    UNROLL for (size_t j = 0; j < TILE; j++)
                        if (i < rows && j < columns)
                            store(corner + i * line + j * channels, y[i][j]);
            }
        }
}

/// Tiles of the gradient of one image (height, width, outputs) to rows of the 36 matrices.
static void image_to_product_gradients(const winograd_plan *plan, const float *image,
                                       float *gradients, size_t position_stride) {
    const size_t channels = plan->outputs, line = plan->output_width * channels;
    for (size_t ty = 0; ty < plan->tile_rows; ty++)
        for (size_t tx = 0; tx < plan->tile_columns; tx++, gradients += channels) {
            const size_t rows = smaller(TILE, plan->output_height - ty * TILE);
            const size_t columns = smaller(TILE, plan->output_width - tx * TILE);
            for (size_t c = 0; c < channels; c += VECTOR_WIDTH) {
                const float *corner = image + ty * TILE * line + tx * TILE * channels + c;
                vector y[TILE][TILE], t[PATCH][PATCH];
                UNROLL for (size_t i = 0; i < TILE; i++)
                    UNROLL for (size_t j = 0; j < TILE; j++)
                        y[i][j] = i < rows && j < columns
                            ? load(corner + i * line + j * channels) : splat(0);
                TRANSFORM_2D(transform_output_gradient, TILE, PATCH, y, t);
                UNROLL for (size_t p = 0; p < POSITIONS; p++)
                    store(gradients + p * position_stride + c, t[p / PATCH][p % PATCH]);
            }
        }
}

/// Adds the gradients of the 36 matrices (inputs, outputs) to those of the weights.
static void add_kernel_gradient(const float *gradients, size_t inputs, size_t outputs,
                                float *weight_gradient) {
    const size_t columns = padded_channels(outputs);
    const size_t position_stride = padded_channels(inputs) * columns;
    for (size_t input = 0; input < inputs; input++)
        for (size_t output = 0; output < outputs; output += VECTOR_WIDTH) {
            vector t[PATCH][PATCH], kernel[3][3];
            UNROLL for (size_t p = 0; p < POSITIONS; p++)
                t[p / PATCH][p % PATCH] =
                    load(gradients + p * position_stride + input * columns + output);
            TRANSFORM_2D(transform_kernel_gradient, PATCH, 3, t, kernel);
            for (size_t i = 0; i < 9; i++) {
                float *to = weight_gradient + (i * inputs + input) * outputs + output;
                const size_t left = outputs - output;
                store_part(to, load_part(to, left) + kernel[i / 3][i % 3], left);
            }
        }
}

/// The parts of the working memory of a block of images.
typedef struct {
    size_t images;
    float *padded, *data, *products, *weights;
    size_t data_stride, product_stride;
} winograd_memory;

INLINE winograd_memory memory_of(const winograd_plan *plan, size_t images, float *scratch) {
    winograd_memory memory;
    memory.images = images;
    // One line more, so that the 36 matrices do not fall on the same cache sets.
    memory.data_stride = images * plan->tiles * plan->inputs + CHANNEL_BLOCK;
    memory.product_stride = images * plan->tiles * plan->outputs + CHANNEL_BLOCK;
    memory.padded = scratch;
    const size_t pixels = plan->padded_height * plan->padded_width;
    const size_t channels = larger(plan->inputs, plan->outputs);
    memory.data = memory.padded + pixels * channels;
    memory.products = memory.data + POSITIONS * memory.data_stride;
    memory.weights = memory.products + POSITIONS * memory.product_stride;
    return memory;
}

static void winograd_forward(const ckernels_convolution *shape, size_t samples, const float *x,
                             const float *packed, float *y, size_t block, float *scratch) {
    const winograd_plan plan = plan_of(shape);
    const winograd_memory memory = memory_of(&plan, block, scratch);
    const size_t x_size = shape->height * shape->width * shape->inputs;
    const size_t y_size = plan.output_height * plan.output_width * shape->outputs;
    for (size_t first = 0; first < samples; first += block) {
        const size_t images = smaller(block, samples - first);
        for (size_t i = 0; i < images; i++) {
            pad_image(x + (first + i) * x_size, shape->height, shape->width, shape->inputs,
                      plan.inputs, shape->padding, memory.padded, plan.padded_height,
                      plan.padded_width);
            image_to_data(&plan, memory.padded, memory.data + i * plan.tiles * plan.inputs,
                          memory.data_stride);
        }
        for (size_t p = 0; p < POSITIONS; p++) {
            const left_matrix data = {memory.data + p * memory.data_stride, plan.inputs, 1};
            const right_matrix weights = {packed + p * plan.inputs * plan.outputs, 0,
                                          plan.inputs * PANEL_WIDTH};
            product(data, images * plan.tiles, weights, plan.inputs, plan.outputs,
                    memory.products + p * memory.product_stride, plan.outputs, 0);
        }
        for (size_t i = 0; i < images; i++) {
            float *image = y + (first + i) * y_size;
            const int is_whole = plan.outputs == shape->outputs;
            products_to_image(&plan, memory.products + i * plan.tiles * plan.outputs,
                              memory.product_stride, is_whole ? image : memory.padded);
            if (!is_whole)
                crop_image(memory.padded, plan.output_width, plan.outputs, 0, plan.output_height,
                           plan.output_width, shape->outputs, image);
        }
    }
}

static void winograd_backward(const ckernels_convolution *shape, size_t samples, const float *x,
                              const float *dy, const float *packed_transposed,
                              float *weight_gradient, float *dx, size_t block, float *scratch) {
    const winograd_plan plan = plan_of(shape);
    const winograd_memory memory = memory_of(&plan, block, scratch);
    const size_t x_size = shape->height * shape->width * shape->inputs;
    const size_t y_size = plan.output_height * plan.output_width * shape->outputs;
    for (size_t first = 0; first < samples; first += block) {
        const size_t images = smaller(block, samples - first);
        for (size_t i = 0; i < images; i++) {
            pad_image(x + (first + i) * x_size, shape->height, shape->width, shape->inputs,
                      plan.inputs, shape->padding, memory.padded, plan.padded_height,
                      plan.padded_width);
            image_to_data(&plan, memory.padded, memory.data + i * plan.tiles * plan.inputs,
                          memory.data_stride);
            const float *gradient = dy + (first + i) * y_size;
            if (plan.outputs != shape->outputs) {
                pad_image(gradient, plan.output_height, plan.output_width, shape->outputs,
                          plan.outputs, 0, memory.padded, plan.output_height, plan.output_width);
                gradient = memory.padded;
            }
            image_to_product_gradients(&plan, gradient,
                                       memory.products + i * plan.tiles * plan.outputs,
                                       memory.product_stride);
        }
        const size_t tiles = images * plan.tiles;
        for (size_t p = 0; p < POSITIONS; p++) {
            float *data = memory.data + p * memory.data_stride;
            const float *gradients = memory.products + p * memory.product_stride;
            product((left_matrix){data, 1, plan.inputs}, plan.inputs,
                    (right_matrix){gradients, plan.outputs, PANEL_WIDTH}, tiles, plan.outputs,
                    memory.weights + p * plan.inputs * plan.outputs, plan.outputs, first > 0);
            // The data are not needed any more: their gradient takes their place.
            if (dx)
                product((left_matrix){gradients, plan.outputs, 1}, tiles,
                        (right_matrix){packed_transposed + p * plan.inputs * plan.outputs, 0,
                                       plan.outputs * PANEL_WIDTH},
                        plan.outputs, plan.inputs, data, plan.inputs, 0);
        }
        for (size_t i = 0; dx && i < images; i++) {
            data_to_image_gradient(&plan, memory.data + i * plan.tiles * plan.inputs,
                                   memory.data_stride, memory.padded);
            crop_image(memory.padded, plan.padded_width, plan.inputs, shape->padding,
                       shape->height, shape->width, shape->inputs, dx + (first + i) * x_size);
        }
    }
    add_kernel_gradient(memory.weights, shape->inputs, shape->outputs, weight_gradient);
}

static size_t winograd_scratch_count(const ckernels_convolution *shape, size_t block) {
    const winograd_plan plan = plan_of(shape);
    return plan.padded_height * plan.padded_width * larger(plan.inputs, plan.outputs)
        + POSITIONS * (block * plan.tiles * (plan.inputs + plan.outputs) + 2 * CHANNEL_BLOCK)
        + POSITIONS * plan.inputs * plan.outputs;
}
