#ifndef CKERNELS_IMAGE_WARP_H
#define CKERNELS_IMAGE_WARP_H

#include <stdint.h>

// Writes output[r][c] = scale * input(sr, sc), bilinear between the four pixels around
//   sr = matrix[0] * r + matrix[1] * c + matrix[2] + row_shifts[r][c]
//   sc = matrix[3] * r + matrix[4] * c + matrix[5] + column_shifts[r][c],
// where pixels outside the input are 0. The matrix maps from the output to the input. With the
// identity matrix and no shifts (null) every output is exactly (float)input * scale.
// input and output: height * width elements, row after row, no overlap. scratch:
// ckernels_warp_scratch_count floats.
void ckernels_warp(
    const uint8_t *input, float *output, int32_t height, int32_t width, const float matrix[6],
    const float *row_shifts, const float *column_shifts, float scale, float *scratch);
int64_t ckernels_warp_scratch_count(int32_t height, int32_t width);

// Writes output = row_basis * control * column_basis: a smooth surface over side * side control
// points. row_basis: height * side; column_basis: side * width; output: height * width.
void ckernels_spline_surface(
    const float *control, int32_t side, const float *row_basis, const float *column_basis,
    float *output, int32_t height, int32_t width);

// Moves each pixel by weight (0 to 1) towards the largest, or the smallest, of the 3 * 3 pixels
// around it: partial grey-scale dilation and erosion. image and scratch: height * width floats.
void ckernels_thicken_strokes(
    float *image, float *scratch, int32_t height, int32_t width, float weight);
void ckernels_thin_strokes(
    float *image, float *scratch, int32_t height, int32_t width, float weight);

// Multiplies each pixel by factor and clips the result at 1.
void ckernels_scale_to_one(float *image, int64_t count, float factor);

// Writes 255 where the input is not 0, and 0 elsewhere.
void ckernels_binarize(const uint8_t *input, uint8_t *output, int64_t count);

// Writes output[i] = (float)input[i] * scale.
void ckernels_scale_bytes(const uint8_t *input, float *output, int64_t count, float scale);

#endif
