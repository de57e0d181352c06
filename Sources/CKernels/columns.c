#include "columns.h"

#include <string.h>

void ckernels_columns_3x3(const float *image, size_t height, size_t width, size_t channels,
                          size_t padding, size_t firstRow, size_t rowCount, float *columns) {
    const size_t outputWidth = width + 2 * padding - 2;
    const size_t run = 3 * channels;
    for (size_t row = 0; row < rowCount; row++) {
        for (size_t ky = 0; ky < 3; ky++) {
            // Signed: the padding lies above row 0 and left of column 0.
            const ptrdiff_t y = (ptrdiff_t)(firstRow + row + ky) - (ptrdiff_t)padding;
            float *to = columns + row * outputWidth * 3 * run + ky * run;
            if (y < 0 || y >= (ptrdiff_t)height) {
                for (size_t ox = 0; ox < outputWidth; ox++)
                    memset(to + ox * 3 * run, 0, run * sizeof(float));
                continue;
            }
            const float *line = image + (size_t)y * width * channels;
            for (size_t ox = 0; ox < outputWidth; ox++, to += 3 * run) {
                const ptrdiff_t x = (ptrdiff_t)ox - (ptrdiff_t)padding;
                if (x >= 0 && x + 3 <= (ptrdiff_t)width) {
                    const float *from = line + (size_t)x * channels;
                    for (size_t i = 0; i < run; i++) to[i] = from[i];
                    continue;
                }
                for (ptrdiff_t kx = 0; kx < 3; kx++) {
                    float *pixel = to + (size_t)kx * channels;
                    if (x + kx >= 0 && x + kx < (ptrdiff_t)width)
                        memcpy(pixel, line + (size_t)(x + kx) * channels, channels * sizeof(float));
                    else
                        memset(pixel, 0, channels * sizeof(float));
                }
            }
        }
    }
}

void ckernels_rotate_3x3(const float *weight, size_t inputChannels, size_t outputChannels,
                         float *rotated) {
    for (size_t tap = 0; tap < 9; tap++) {
        const float *from = weight + tap * inputChannels * outputChannels;
        float *to = rotated + (8 - tap) * inputChannels * outputChannels;
        for (size_t i = 0; i < inputChannels; i++)
            for (size_t o = 0; o < outputChannels; o++)
                to[o * inputChannels + i] = from[i * outputChannels + o];
    }
}
