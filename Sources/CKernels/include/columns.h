#ifndef CKERNELS_COLUMNS_H
#define CKERNELS_COLUMNS_H

#include <stddef.h>

/// Lays out the 3x3 neighbourhoods of some output rows of one image as rows of a matrix.
///
/// `image` is (height, width, channels). `columns` becomes (rowCount * outputWidth, 9 * channels):
/// line p holds the nine pixels, row by row, that output pixel p sees, zeros outside the image.
/// The output is (height + 2 * padding - 2, width + 2 * padding - 2); its rows firstRow up to
/// firstRow + rowCount - 1 are laid out. Padding is 0 (valid), 1 (same) or 2 (full, for the
/// derivative of a valid convolution).
void ckernels_columns_3x3(const float *image, size_t height, size_t width, size_t channels,
                          size_t padding, size_t firstRow, size_t rowCount, float *columns);

/// Rotates the kernel by half a turn and swaps its channels: `rotated` (3, 3, outputChannels,
/// inputChannels) makes the convolution that takes output gradients to input gradients, from
/// `weight` (3, 3, inputChannels, outputChannels).
void ckernels_rotate_3x3(const float *weight, size_t inputChannels, size_t outputChannels,
                         float *rotated);

#endif
