// Sums over the 3x3 patches that a convolution reads: of their values, and of the products of any
// two values. A convolution is linear, so the mean and variance of its outputs, and their part in
// the weights' gradient, follow from these sums without the outputs.
#pragma once

#include "../include/kernel_set.h"
#include "padded_image.h"

enum {
    /// The number of partial sums, one for each of 16 neighbouring pixels. Here a lane is a pixel,
    /// and there are 16 lanes whatever the vector width, or the bits would depend on it.
    PATCH_LANES = 16,
    /// The number of values that a lane sums in float before the sum is added to a double.
    LANE_LENGTH = 64,
};

/// Copies an image (height, width, inputs) to padded planes (inputs, output_height + 2,
/// output_width + 2), followed by zeros, since whole vectors are read.
static void pad_planes(const ckernels_convolution *shape, const float *image, float *planes) {
    const size_t inputs = shape->inputs, padding = shape->padding;
    const size_t pitch = shape->output_width + 2, rows = shape->output_height + 2;
    memset(planes + inputs * rows * pitch, 0, PATCH_LANES * sizeof *planes);
    if (inputs == 1) {
        pad_image(image, shape->height, shape->width, 1, 1, padding, planes, rows, pitch);
        return;
    }
    memset(planes, 0, inputs * rows * pitch * sizeof *planes);
    for (size_t y = padding; y < smaller(rows, shape->height + padding); y++)
        for (size_t x = padding; x < smaller(pitch, shape->width + padding); x++)
            for (size_t i = 0; i < inputs; i++)
                planes[(i * rows + y) * pitch + x] =
                    image[((y - padding) * shape->width + x - padding) * inputs + i];
}

/// The values of the pixels from column `x` up to `end`, shifted by `neighbour`; zeros beyond.
INLINE vector load_pixels(const float *row, size_t x, size_t neighbour, size_t end) {
    static const int32_t numbers[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    vector_mask lanes;
    memcpy(&lanes, numbers, sizeof lanes);
    return choose(lanes < (int32_t)(end - x), load(row + x + neighbour), splat(0));
}

/// Adds the sums of all lanes to totals in double.
INLINE void add_lanes(size_t count, const float lanes[][PATCH_LANES], double *const totals[]) {
    double sums[9] = {0};
    for (size_t lane = 0; lane < PATCH_LANES; lane++)
        UNROLL for (size_t i = 0; i < count; i++) sums[i] += (double)lanes[i][lane];
    UNROLL for (size_t i = 0; i < count; i++) *totals[i] += sums[i];
}

/// For every pixel of two planes with rows `pitch` apart, adds the nine products of three
/// neighbours in one plane with three in the other.
INLINE void add_products(const float *a, const float *b, size_t pitch, size_t height, size_t width,
                         double *const totals[9]) {
    float lanes[9][PATCH_LANES];
    for (size_t lane = 0; lane < PATCH_LANES; lane += VECTOR_WIDTH) {
        vector sum[3][3];
        UNROLL for (size_t i = 0; i < 9; i++) sum[i / 3][i % 3] = splat(0);
        for (size_t row = 0; row < height; row++)
            for (size_t x = lane; x < width; x += PATCH_LANES) {
                vector left[3], right[3];
                UNROLL for (size_t i = 0; i < 3; i++) {
                    left[i] = load_pixels(a + row * pitch, x, i, width);
                    right[i] = load_pixels(b + row * pitch, x, i, width);
                }
                UNROLL for (size_t i = 0; i < 9; i++)
                    sum[i / 3][i % 3] = multiply_add(left[i / 3], right[i % 3], sum[i / 3][i % 3]);
            }
        UNROLL for (size_t i = 0; i < 9; i++) store(lanes[i] + lane, sum[i / 3][i % 3]);
    }
    add_lanes(9, lanes, totals);
}

INLINE void add_values(const float *a, size_t pitch, size_t height, size_t width,
                       double *const totals[3]) {
    float lanes[3][PATCH_LANES];
    for (size_t lane = 0; lane < PATCH_LANES; lane += VECTOR_WIDTH) {
        vector sum[3];
        UNROLL for (size_t i = 0; i < 3; i++) sum[i] = splat(0);
        for (size_t row = 0; row < height; row++)
            for (size_t x = lane; x < width; x += PATCH_LANES)
                UNROLL for (size_t i = 0; i < 3; i++)
                    sum[i] += load_pixels(a + row * pitch, x, i, width);
        UNROLL for (size_t i = 0; i < 3; i++) store(lanes[i] + lane, sum[i]);
    }
    add_lanes(3, lanes, totals);
}

/// The index of a value among the 9 * inputs of a patch. A triple is three horizontally adjacent
/// pixels of one input channel; `neighbour` is 0 to 2.
INLINE size_t patch_index(size_t triple, size_t neighbour, size_t inputs) {
    return (triple / inputs * 3 + neighbour) * inputs + triple % inputs;
}

/// See `ckernels_set.patch_sums`.
static void patch_sums(const ckernels_convolution *shape, size_t samples, const float *x,
                       double *sums, double *products, float *scratch) {
    const size_t height = shape->output_height, width = shape->output_width;
    const size_t inputs = shape->inputs, size = 9 * inputs, triples = 3 * inputs;
    const size_t pitch = width + 2, plane = (height + 2) * pitch;
    const size_t vectors = (width + PATCH_LANES - 1) / PATCH_LANES;
    const size_t band = larger(1, LANE_LENGTH / vectors);
    memset(sums, 0, size * sizeof *sums);
    memset(products, 0, size * size * sizeof *products);
    for (size_t sample = 0; sample < samples; sample++) {
        pad_planes(shape, x + sample * shape->height * shape->width * inputs, scratch);
        for (size_t a = 0; a < triples; a++) {
            const float *left = scratch + a % inputs * plane + a / inputs * pitch;
            double *totals[9];
            for (size_t i = 0; i < 3; i++) totals[i] = sums + patch_index(a, i, inputs);
            for (size_t row = 0; row < height; row += band)
                add_values(left + row * pitch, pitch, smaller(band, height - row), width, totals);
            for (size_t b = a; b < triples; b++) {
                const float *right = scratch + b % inputs * plane + b / inputs * pitch;
                for (size_t i = 0; i < 9; i++)
                    totals[i] = products + patch_index(a, i / 3, inputs) * size
                        + patch_index(b, i % 3, inputs);
                for (size_t row = 0; row < height; row += band)
                    add_products(left + row * pitch, right + row * pitch, pitch,
                                 smaller(band, height - row), width, totals);
            }
        }
    }
    for (size_t a = 0; a < triples; a++)
        for (size_t b = a + 1; b < triples; b++)
            for (size_t i = 0; i < 9; i++) {
                const size_t row = patch_index(a, i / 3, inputs), column = patch_index(b, i % 3, inputs);
                products[column * size + row] = products[row * size + column];
            }
}
