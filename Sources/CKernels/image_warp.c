#include "image_warp.h"

// A fused multiply-add would give other bits on machines that have one.
#pragma STDC FP_CONTRACT OFF

// Zero columns and rows around the input, before and behind: the four pixels around each place from
// -1 to the size.
enum { BEFORE = 1, AROUND = 3 };

int64_t ckernels_warp_scratch_count(int32_t height, int32_t width) {
    return (int64_t)(height + AROUND) * (width + AROUND);
}

static void pad(const uint8_t *input, int32_t height, int32_t width, float *padded) {
    const int64_t line = width + AROUND;
    for (int64_t i = 0; i < BEFORE * line; i++) padded[i] = 0.0f;
    for (int32_t row = 0; row < height; row++) {
        float *to = padded + (row + BEFORE) * line;
        to[0] = to[width + 1] = to[width + 2] = 0.0f;
        for (int32_t column = 0; column < width; column++)
            to[column + BEFORE] = (float)input[(int64_t)row * width + column];
    }
    float *below = padded + (height + BEFORE) * line;
    for (int64_t i = 0; i < (AROUND - BEFORE) * line; i++) below[i] = 0.0f;
}

// Places outside to the nearest whose pixels are all 0; a NaN is outside, too.
static inline float within(float place, float size) {
    const float high = place < size ? place : size;
    return place > -1.0f ? high : -1.0f;
}

// Places that are worked on together: a loop that can be vectorised finds the corners.
enum { PLACES = 32 };

static void bilinear(
    const float *padded, int32_t height, int32_t width, const float *rows, const float *columns,
    int32_t count, float scale, float *output) {
    const int32_t line = width + AROUND;
    int32_t corners[PLACES];
    float down[PLACES], right[PLACES];
    for (int32_t i = 0; i < count; i++) {
        const float row = within(rows[i], (float)height);
        const float column = within(columns[i], (float)width);
        // Adding 1 makes both positive, where the conversion's truncation is the floor.
        const int32_t top = (int32_t)(row + 1.0f), left = (int32_t)(column + 1.0f);
        down[i] = row - (float)(top - 1);
        right[i] = column - (float)(left - 1);
        corners[i] = top * line + left;
    }
    for (int32_t i = 0; i < count; i++) {
        const float *corner = padded + corners[i];
        const float upper = corner[0] + right[i] * (corner[1] - corner[0]);
        const float lower = corner[line] + right[i] * (corner[line + 1] - corner[line]);
        output[i] = scale * (upper + down[i] * (lower - upper));
    }
}

void ckernels_warp(
    const uint8_t *input, float *output, int32_t height, int32_t width, const float matrix[6],
    const float *row_shifts, const float *column_shifts, float scale, float *scratch) {
    pad(input, height, width, scratch);
    float rows[PLACES], columns[PLACES];
    for (int32_t row = 0; row < height; row++) {
        const float row_start = matrix[0] * (float)row + matrix[2];
        const float column_start = matrix[3] * (float)row + matrix[5];
        for (int32_t first = 0; first < width; first += PLACES) {
            const int32_t count = width - first < PLACES ? width - first : PLACES;
            const int64_t place = (int64_t)row * width + first;
            for (int32_t i = 0; i < count; i++) {
                rows[i] = row_start + matrix[1] * (float)(first + i);
                columns[i] = column_start + matrix[4] * (float)(first + i);
            }
            for (int32_t i = 0; row_shifts && i < count; i++) {
                rows[i] += row_shifts[place + i];
                columns[i] += column_shifts[place + i];
            }
            bilinear(scratch, height, width, rows, columns, count, scale, output + place);
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
