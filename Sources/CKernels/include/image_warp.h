#ifndef CKERNELS_IMAGE_WARP_H
#define CKERNELS_IMAGE_WARP_H

#include <stdint.h>

// Writes output[r][c] = scale * input(sr, sc), bilinear between the four pixels around
//   sr = matrix[0] * r + matrix[1] * c + matrix[2]
//   sc = matrix[3] * r + matrix[4] * c + matrix[5],
// where pixels outside the input are 0. The matrix maps from the output to the input. With the
// identity matrix every output is exactly (float)input * scale.
// input and output: height * width elements, row after row, no overlap.
void ckernels_warp_affine(
    const uint8_t *input, float *output, int32_t height, int32_t width, const float matrix[6],
    float scale);

// Writes output[i] = (float)input[i] * scale.
void ckernels_scale_bytes(const uint8_t *input, float *output, int64_t count, float scale);

#endif
