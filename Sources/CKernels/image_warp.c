#include "image_warp.h"

// A fused multiply-add would give other bits on machines that have one.
#pragma STDC FP_CONTRACT OFF

// The input between the four pixels around a place; pixels outside are 0.
static inline float bilinear(
    const uint8_t *input, int32_t height, int32_t width, float row, float column) {
    // Written so that a NaN is outside too.
    if (!(row > -1.0f && row < (float)height && column > -1.0f && column < (float)width)) {
        return 0.0f;
    }
    // Adding 1 makes both positive, where the conversion's truncation is the floor.
    const int32_t top = (int32_t)(row + 1.0f) - 1;
    const int32_t left = (int32_t)(column + 1.0f) - 1;
    const float down = row - (float)top;
    const float right = column - (float)left;
    // Unsigned, so that one comparison covers both ends.
    const int has_top = (uint32_t)top < (uint32_t)height;
    const int has_left = (uint32_t)left < (uint32_t)width;
    const int has_bottom = (uint32_t)(top + 1) < (uint32_t)height;
    const int has_right = (uint32_t)(left + 1) < (uint32_t)width;
    const int64_t corner = (int64_t)top * width + left;
    const float a = has_top && has_left ? (float)input[corner] : 0.0f;
    const float b = has_top && has_right ? (float)input[corner + 1] : 0.0f;
    const float c = has_bottom && has_left ? (float)input[corner + width] : 0.0f;
    const float d = has_bottom && has_right ? (float)input[corner + width + 1] : 0.0f;
    const float upper = a + right * (b - a);
    const float lower = c + right * (d - c);
    return upper + down * (lower - upper);
}

void ckernels_warp_affine(
    const uint8_t *input, float *output, int32_t height, int32_t width, const float matrix[6],
    float scale) {
    for (int32_t row = 0; row < height; row++) {
        const float row_start = matrix[0] * (float)row + matrix[2];
        const float column_start = matrix[3] * (float)row + matrix[5];
        for (int32_t column = 0; column < width; column++, output++) {
            *output = scale * bilinear(
                input, height, width, row_start + matrix[1] * (float)column,
                column_start + matrix[4] * (float)column);
        }
    }
}

void ckernels_warp_elastic(
    const uint8_t *input, float *output, int32_t height, int32_t width, const float matrix[6],
    const float *row_shifts, const float *column_shifts, float scale) {
    for (int32_t row = 0; row < height; row++) {
        const float row_start = matrix[0] * (float)row + matrix[2];
        const float column_start = matrix[3] * (float)row + matrix[5];
        for (int32_t column = 0; column < width; column++, output++) {
            *output = scale * bilinear(
                input, height, width, row_start + matrix[1] * (float)column + *row_shifts++,
                column_start + matrix[4] * (float)column + *column_shifts++);
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

// One loop for each of the two: a choice inside would keep it from being vectorised.
#define CHANGE_STROKES(extreme) \
    for (int32_t row = 0; row < height; row++) { \
        const float *x = image + (int64_t)row * width; \
        float *line = scratch + (int64_t)row * width; \
        line[0] = extreme(x[0], width > 1 ? x[1] : x[0]); \
        for (int32_t column = 1; column < width - 1; column++) { \
            line[column] = extreme(extreme(x[column - 1], x[column]), x[column + 1]); \
        } \
        if (width > 1) line[width - 1] = extreme(x[width - 2], x[width - 1]); \
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

void ckernels_all_ink(const uint8_t *input, uint8_t *output, int64_t count) {
    for (int64_t i = 0; i < count; i++) output[i] = input[i] ? 255 : 0;
}

void ckernels_scale_bytes(const uint8_t *input, float *output, int64_t count, float scale) {
    for (int64_t i = 0; i < count; i++) {
        output[i] = (float)input[i] * scale;
    }
}
