// Images with a border of zeros, so that a convolution need not check for the edges.
#pragma once

#include "vector.h"

/// Copies an image (height, width, channels) to row and column `padding` of a padded one with
/// `block` channels. What the padded image has more is 0; what does not fit into it is left out.
static void pad_image(const float *image, size_t height, size_t width, size_t channels,
                      size_t block, size_t padding, float *padded, size_t padded_height,
                      size_t padded_width) {
    const size_t pitch = padded_width * block;
    const size_t rows = smaller(height, padded_height - padding);
    const size_t columns = smaller(width, padded_width - padding);
    memset(padded, 0, padding * pitch * sizeof *padded);
    for (size_t y = 0; y < rows; y++) {
        const float *from = image + y * width * channels;
        float *to = padded + (y + padding) * pitch;
        memset(to, 0, padding * block * sizeof *to);
        to += padding * block;
        if (block == channels) {
            memcpy(to, from, columns * channels * sizeof *to);
            to += columns * channels;
        } else {
            for (size_t x = 0; x < columns; x++, to += block) {
                memcpy(to, from + x * channels, channels * sizeof *to);
                memset(to + channels, 0, (block - channels) * sizeof *to);
            }
        }
        memset(to, 0, (padded_width - columns - padding) * block * sizeof *to);
    }
    memset(padded + (rows + padding) * pitch, 0,
           (padded_height - rows - padding) * pitch * sizeof *padded);
}
