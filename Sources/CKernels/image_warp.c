#include "image_warp.h"

// A fused multiply-add would give other bits on machines that have one.
#pragma STDC FP_CONTRACT OFF

void ckernels_warp_affine(
    const uint8_t *input, float *output, int32_t height, int32_t width, const float matrix[6],
    float scale) {
    const float row_limit = (float)height;
    const float column_limit = (float)width;
    for (int32_t row = 0; row < height; row++) {
        const float row_start = matrix[0] * (float)row + matrix[2];
        const float column_start = matrix[3] * (float)row + matrix[5];
        for (int32_t column = 0; column < width; column++, output++) {
            const float source_row = row_start + matrix[1] * (float)column;
            const float source_column = column_start + matrix[4] * (float)column;
            // Written so that a NaN is outside too.
            if (!(source_row > -1.0f && source_row < row_limit && source_column > -1.0f
                  && source_column < column_limit)) {
                *output = 0.0f;
                continue;
            }
            // Adding 1 makes both positive, where the conversion's truncation is the floor.
            const int32_t top = (int32_t)(source_row + 1.0f) - 1;
            const int32_t left = (int32_t)(source_column + 1.0f) - 1;
            const float down = source_row - (float)top;
            const float right = source_column - (float)left;
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
            *output = (upper + down * (lower - upper)) * scale;
        }
    }
}

void ckernels_scale_bytes(const uint8_t *input, float *output, int64_t count, float scale) {
    for (int64_t i = 0; i < count; i++) {
        output[i] = (float)input[i] * scale;
    }
}
