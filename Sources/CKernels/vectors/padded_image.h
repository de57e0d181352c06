// Images with zeros around them, so that a convolution need not look for the border.
#pragma once

#include "vector.h"

/// Copies an image (height, width, channels) to row and column `padding` of a larger one with
/// `block` channels; zeros all around.
static void pad_image(const float *image, size_t height, size_t width, size_t channels,
                      size_t block, size_t padding, float *padded, size_t padded_height,
                      size_t padded_width) {
    const size_t line = padded_width * block;
    memset(padded, 0, padding * line * sizeof *padded);
    for (size_t y = 0; y < height; y++) {
        float *to = padded + (y + padding) * line;
        memset(to, 0, padding * block * sizeof *to);
        to += padding * block;
        if (block == channels) {
            memcpy(to, image + y * width * channels, width * channels * sizeof *to);
            to += width * channels;
        } else {
            for (size_t x = 0; x < width; x++, to += block) {
                memcpy(to, image + (y * width + x) * channels, channels * sizeof *to);
                memset(to + channels, 0, (block - channels) * sizeof *to);
            }
        }
        memset(to, 0, (padded_width - width - padding) * block * sizeof *to);
    }
    memset(padded + (height + padding) * line, 0,
           (padded_height - height - padding) * line * sizeof *padded);
}

/// The opposite: the image in the middle of a padded one.
static void crop_image(const float *padded, size_t padded_width, size_t block, size_t padding,
                       size_t height, size_t width, size_t channels, float *image) {
    for (size_t y = 0; y < height; y++) {
        const float *from = padded + ((y + padding) * padded_width + padding) * block;
        float *to = image + y * width * channels;
        if (block == channels) memcpy(to, from, width * channels * sizeof *to);
        else
            for (size_t x = 0; x < width; x++)
                memcpy(to + x * channels, from + x * block, channels * sizeof *to);
    }
}
