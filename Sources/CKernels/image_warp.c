#include "image_warp.h"

// Fused multiply-adds would give different bits on machines that have them.
#pragma STDC FP_CONTRACT OFF

// Rows and columns of zeros around the input: one before it and two behind it, so that the four
// pixels around any position from -1 to the image's size exist.
enum { PAD_BEFORE = 1, PAD_TOTAL = 3 };

int64_t ckernels_warp_scratch_count(int32_t height, int32_t width) {
    return (int64_t)(height + PAD_TOTAL) * (width + PAD_TOTAL);
}

static void pad(const uint8_t *input, int32_t height, int32_t width, float *padded) {
    const int64_t pitch = width + PAD_TOTAL;
    for (int64_t i = 0; i < PAD_BEFORE * pitch; i++) padded[i] = 0.0f;
    for (int32_t row = 0; row < height; row++) {
        float *to = padded + (row + PAD_BEFORE) * pitch;
        to[0] = to[width + 1] = to[width + 2] = 0.0f;
        for (int32_t column = 0; column < width; column++)
            to[column + PAD_BEFORE] = (float)input[(int64_t)row * width + column];
    }
    float *below = padded + (height + PAD_BEFORE) * pitch;
    for (int64_t i = 0; i < (PAD_TOTAL - PAD_BEFORE) * pitch; i++) below[i] = 0.0f;
}

// Clamps a position outside the image to the nearest one whose four pixels are all 0. A NaN counts
// as outside, too.
static inline float within(float position, float size) {
    const float high = position < size ? position : size;
    return position > -1.0f ? high : -1.0f;
}

// The points that are sampled together, so that the loop that finds their corners can be
// vectorised.
enum { POINTS = 32 };

static void bilinear(
    const float *padded, int32_t height, int32_t width, const float *rows, const float *columns,
    int32_t count, float scale, float *output) {
    const int32_t pitch = width + PAD_TOTAL;
    int32_t corners[POINTS];
    float down[POINTS], right[POINTS];
    for (int32_t i = 0; i < count; i++) {
        const float row = within(rows[i], (float)height);
        const float column = within(columns[i], (float)width);
        // Adding 1 makes both nonnegative, so that the conversion's truncation equals the floor.
        const int32_t top = (int32_t)(row + 1.0f), left = (int32_t)(column + 1.0f);
        down[i] = row - (float)(top - 1);
        right[i] = column - (float)(left - 1);
        corners[i] = top * pitch + left;
    }
    for (int32_t i = 0; i < count; i++) {
        const float *corner = padded + corners[i];
        const float upper = corner[0] + right[i] * (corner[1] - corner[0]);
        const float lower = corner[pitch] + right[i] * (corner[pitch + 1] - corner[pitch]);
        output[i] = scale * (upper + down[i] * (lower - upper));
    }
}

void ckernels_warp(
    const uint8_t *input, float *output, int32_t height, int32_t width, const float matrix[6],
    const float *row_shifts, const float *column_shifts, float scale, float *scratch) {
    pad(input, height, width, scratch);
    float rows[POINTS], columns[POINTS];
    for (int32_t row = 0; row < height; row++) {
        const float row_start = matrix[0] * (float)row + matrix[2];
        const float column_start = matrix[3] * (float)row + matrix[5];
        for (int32_t first = 0; first < width; first += POINTS) {
            const int32_t count = width - first < POINTS ? width - first : POINTS;
            const int64_t offset = (int64_t)row * width + first;
            for (int32_t i = 0; i < count; i++) {
                rows[i] = row_start + matrix[1] * (float)(first + i);
                columns[i] = column_start + matrix[4] * (float)(first + i);
            }
            for (int32_t i = 0; row_shifts && i < count; i++) {
                rows[i] += row_shifts[offset + i];
                columns[i] += column_shifts[offset + i];
            }
            bilinear(scratch, height, width, rows, columns, count, scale, output + offset);
        }
    }
}

void ckernels_spline_surface(
    const float *control, int32_t side, const float *row_basis, const float *column_basis,
    float *output, int32_t height, int32_t width) {
    for (int32_t row = 0; row < height; row++, row_basis += side, output += width) {
        for (int32_t column = 0; column < width; column++) output[column] = 0.0f;
        for (int32_t j = 0; j < side; j++) {
            float height_here = 0.0f;
            for (int32_t i = 0; i < side; i++) height_here += row_basis[i] * control[i * side + j];
            const float *basis = column_basis + (int64_t)j * width;
            for (int32_t column = 0; column < width; column++) {
                output[column] += height_here * basis[column];
            }
        }
    }
}

static inline float larger(float a, float b) { return a > b ? a : b; }
static inline float smaller(float a, float b) { return a < b ? a : b; }

// A macro rather than a function with a flag: a choice inside the loop would keep it from being
// vectorised. `extreme` is `larger` for dilation and `smaller` for erosion.
#define CHANGE_STROKES(extreme) \
    for (int32_t row = 0; row < height; row++) { \
        const float *x = image + (int64_t)row * width; \
        float *to = scratch + (int64_t)row * width; \
        to[0] = extreme(x[0], width > 1 ? x[1] : x[0]); \
        for (int32_t column = 1; column < width - 1; column++) { \
            to[column] = extreme(extreme(x[column - 1], x[column]), x[column + 1]); \
        } \
        if (width > 1) to[width - 1] = extreme(x[width - 2], x[width - 1]); \
    } \
    for (int32_t row = 0; row < height; row++) { \
        const float *here = scratch + (int64_t)row * width; \
        const float *above = row > 0 ? here - width : here; \
        const float *below = row < height - 1 ? here + width : here; \
        float *x = image + (int64_t)row * width; \
        for (int32_t column = 0; column < width; column++) { \
            const float most = extreme(extreme(above[column], here[column]), below[column]); \
            x[column] += weight * (most - x[column]); \
        } \
    }

void ckernels_thicken_strokes(
    float *image, float *scratch, int32_t height, int32_t width, float weight) {
    CHANGE_STROKES(larger)
}

void ckernels_thin_strokes(
    float *image, float *scratch, int32_t height, int32_t width, float weight) {
    CHANGE_STROKES(smaller)
}

void ckernels_scale_to_one(float *image, int64_t count, float factor) {
    for (int64_t i = 0; i < count; i++) image[i] = smaller(image[i] * factor, 1.0f);
}

void ckernels_binarize(const uint8_t *input, uint8_t *output, int64_t count) {
    for (int64_t i = 0; i < count; i++) output[i] = input[i] ? 255 : 0;
}

void ckernels_scale_bytes(const uint8_t *input, float *output, int64_t count, float scale) {
    for (int64_t i = 0; i < count; i++) {
        output[i] = (float)input[i] * scale;
    }
}
