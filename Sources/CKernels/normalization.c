#include "normalization.h"

// Rows that are summed in float before the sum moves to double.
enum { BLOCK_ROWS = 64 };

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/// Adds a block's two float sums to the double totals and clears them.
static void collect(float *restrict block, size_t channels, double *restrict first,
                    double *restrict second) {
    for (size_t c = 0; c < channels; c++) first[c] += (double)block[c];
    for (size_t c = 0; c < channels; c++) second[c] += (double)block[channels + c];
    for (size_t c = 0; c < 2 * channels; c++) block[c] = 0;
}

static void clear(size_t channels, double *first, double *second, float *scratch) {
    for (size_t c = 0; c < channels; c++) first[c] = second[c] = 0;
    for (size_t c = 0; c < 2 * channels; c++) scratch[c] = 0;
}

void ckernels_shifted_sums(const float *restrict x, size_t rows, size_t channels,
                           const float *restrict shift, double *sum, double *squareSum,
                           float *restrict scratch) {
    clear(channels, sum, squareSum, scratch);
    float *restrict sums = scratch;
    float *restrict squares = scratch + channels;
    for (size_t first = 0; first < rows; first += BLOCK_ROWS) {
        const size_t end = smaller(first + BLOCK_ROWS, rows);
        for (size_t row = first; row < end; row++) {
            const float *restrict line = x + row * channels;
            for (size_t c = 0; c < channels; c++) {
                const float d = line[c] - shift[c];
                sums[c] += d;
                squares[c] += d * d;
            }
        }
        collect(scratch, channels, sum, squareSum);
    }
}

void ckernels_scale_and_offset(const float *x, size_t rows, size_t channels,
                               const float *restrict scale, const float *restrict offset,
                               float *y) {
    for (size_t row = 0; row < rows; row++)
        for (size_t c = 0; c < channels; c++)
            y[row * channels + c] = x[row * channels + c] * scale[c] + offset[c];
}

void ckernels_normalization_gradient_sums(const float *restrict x, const float *restrict dy,
                                          size_t rows, size_t channels, const float *restrict mean,
                                          double *gradientSum, double *productSum,
                                          float *restrict scratch) {
    clear(channels, gradientSum, productSum, scratch);
    float *restrict sums = scratch;
    float *restrict products = scratch + channels;
    for (size_t first = 0; first < rows; first += BLOCK_ROWS) {
        const size_t end = smaller(first + BLOCK_ROWS, rows);
        for (size_t row = first; row < end; row++) {
            const float *restrict line = x + row * channels;
            const float *restrict gradient = dy + row * channels;
            for (size_t c = 0; c < channels; c++) {
                sums[c] += gradient[c];
                products[c] += gradient[c] * (line[c] - mean[c]);
            }
        }
        collect(scratch, channels, gradientSum, productSum);
    }
}

void ckernels_normalization_input_gradient(const float *restrict x, const float *dy, size_t rows,
                                           size_t channels, const float *restrict a,
                                           const float *restrict b, const float *restrict c,
                                           float *dx) {
    for (size_t row = 0; row < rows; row++)
        for (size_t i = 0; i < channels; i++)
            dx[row * channels + i] =
                a[i] * dy[row * channels + i] + b[i] * x[row * channels + i] + c[i];
}

void ckernels_add_column_sums(const float *restrict x, size_t rows, size_t channels,
                              float *restrict sum) {
    for (size_t row = 0; row < rows; row++)
        for (size_t c = 0; c < channels; c++) sum[c] += x[row * channels + c];
}

void ckernels_add_row(float *restrict x, size_t rows, size_t channels, const float *restrict row) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < channels; c++) x[r * channels + c] += row[c];
}
