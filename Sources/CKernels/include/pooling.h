#ifndef CKERNELS_POOLING_H
#define CKERNELS_POOLING_H

#include <stddef.h>
#include <stdint.h>

/// The largest of each 2x2 block of one image, stride 2; an odd last row or column is dropped.
///
/// `image` is (height, width, channels), `pooled` (height / 2, width / 2, channels). `winners` gets
/// for each output the block's position 0 to 3, row by row, of the first largest value.
void ckernels_max_pool_2x2(const float *image, size_t height, size_t width, size_t channels,
                           float *pooled, uint8_t *winners);

/// Sends each output's gradient to its winner and zero to all other inputs.
void ckernels_max_pool_2x2_gradient(const float *pooledGradient, const uint8_t *winners,
                                    size_t height, size_t width, size_t channels, float *gradient);

#endif
