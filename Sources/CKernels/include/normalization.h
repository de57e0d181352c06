#ifndef CKERNELS_NORMALIZATION_H
#define CKERNELS_NORMALIZATION_H

#include <stddef.h>

/// Sums of x - shift and of (x - shift)^2 for each channel of `x` (rows, channels).
///
/// Blocks of rows are summed in float, blocks in double, so that the error does not grow with rows.
/// `scratch` has room for 2 * channels floats.
void ckernels_shifted_sums(const float *x, size_t rows, size_t channels, const float *shift,
                           double *sum, double *squareSum, float *scratch);

/// y = x * scale + offset for each channel; all (rows, channels). `y` may be `x`.
void ckernels_scale_and_offset(const float *x, size_t rows, size_t channels, const float *scale,
                               const float *offset, float *y);

/// The two sums that the derivative of a normalisation needs, for each channel: of dy and of
/// dy * (x - mean). `scratch` has room for 2 * channels floats.
void ckernels_normalization_gradient_sums(const float *x, const float *dy, size_t rows,
                                          size_t channels, const float *mean, double *gradientSum,
                                          double *productSum, float *scratch);

/// dx = a * dy + b * x + c for each channel. `dx` may be `dy`.
void ckernels_normalization_input_gradient(const float *x, const float *dy, size_t rows,
                                           size_t channels, const float *a, const float *b,
                                           const float *c, float *dx);

/// Adds the sum over the rows of `x` (rows, channels) to `sum` (channels).
void ckernels_add_column_sums(const float *x, size_t rows, size_t channels, float *sum);

/// Adds `row` (channels) to each row of `x` (rows, channels).
void ckernels_add_row(float *x, size_t rows, size_t channels, const float *row);

#endif
