// Direct 3x3 convolution of images with few channels ("thin"), as in a network's first layer, where
// Winograd's transforms would cost more than they save.
#pragma once

#include "../include/kernel_set.h"
#include "output_image.h"
#include "padded_image.h"

enum {
    /// The number of pixels of a row that are computed together.
    THIN_PIXELS = 8,
    /// The most input channels for which this is faster.
    THIN_CHANNELS = 4,
};

/// Packs weights (9 * inputs, outputs): pads their rows to whole blocks of channels.
static void thin_pack(const float *weight, size_t inputs, size_t outputs, float *packed) {
    const size_t columns = padded_channels(outputs);
    for (size_t row = 0; row < 9 * inputs; row++) {
        memcpy(packed + row * columns, weight + row * outputs, outputs * sizeof *packed);
        memset(packed + row * columns + outputs, 0, (columns - outputs) * sizeof *packed);
    }
}

/// Computes VECTOR_WIDTH channels of `pixels` neighbouring pixels of an output row. `corner` is the
/// upper left neighbour of the first pixel. Each sum is a single chain in the order of the weights.
INLINE void thin_pixels(size_t pixels, const float *corner, size_t pitch, size_t inputs,
                        const float *packed, size_t columns, float *y, size_t outputs,
                        size_t left) {
    vector sum[THIN_PIXELS];
    UNROLL for (size_t p = 0; p < pixels; p++) sum[p] = splat(0);
    for (size_t row = 0; row < 3; row++)
        for (size_t k = 0; k < 3 * inputs; k++) {
            const vector weight = load(packed + (row * 3 * inputs + k) * columns);
            UNROLL for (size_t p = 0; p < pixels; p++)
                sum[p] = multiply_add(splat(corner[row * pitch + p * inputs + k]), weight, sum[p]);
        }
    UNROLL for (size_t p = 0; p < pixels; p++) store_part(y + p * outputs, sum[p], left);
}

/// The offset of an output image in scratch memory, behind the padded input image.
INLINE size_t thin_image_offset(const ckernels_convolution *shape) {
    return ((shape->height + 4) * (shape->width + 4) * shape->inputs + 15) / 16 * 16;
}

static void thin_forward(const ckernels_convolution *shape, size_t samples, const float *x,
                         const float *packed, const ckernels_convolution_outputs *results,
                         float *scratch) {
    const size_t height = shape->output_height, width = shape->output_width;
    const size_t inputs = shape->inputs, outputs = shape->outputs;
    const size_t pitch = (width + 2) * inputs;
    for (size_t sample = 0; sample < samples; sample++) {
        pad_image(x + sample * shape->height * shape->width * inputs, shape->height, shape->width,
                  inputs, inputs, shape->padding, scratch, height + 2, width + 2);
        float *image = output_of(shape, results, sample, scratch + thin_image_offset(shape));
        for (size_t row = 0; row < height; row++) {
            for (size_t output = 0; output < outputs; output += VECTOR_WIDTH) {
                float *to = image + row * width * outputs + output;
                const float *corner = scratch + row * pitch;
                const size_t columns = padded_channels(outputs), left = outputs - output;
                for (size_t next = 0; next < width; next += THIN_PIXELS) {
                    if (width < THIN_PIXELS) {
                        for (size_t pixel = 0; pixel < width; pixel++)
                            thin_pixels(1, corner + pixel * inputs, pitch, inputs, packed + output,
                                        columns, to + pixel * outputs, outputs, left);
                        break;
                    }
                    // The last pixels of a row are computed together with some before them, again.
                    const size_t pixel = smaller(next, width - THIN_PIXELS);
                    thin_pixels(THIN_PIXELS, corner + pixel * inputs, pitch, inputs,
                                packed + output, columns, to + pixel * outputs, outputs, left);
                }
            }
        }
        finish_output(shape, results, sample, image);
    }
}

/// Adds the weights' gradient. Each image has a chain of additions of its own, so that chains stay
/// short and precise.
static void thin_weight_gradient(const ckernels_convolution *shape, size_t samples, const float *x,
                                 const ckernels_output_gradient *dy, float *weight_gradient,
                                 float *scratch) {
    const size_t height = shape->output_height, width = shape->output_width;
    const size_t inputs = shape->inputs, outputs = shape->outputs;
    const size_t pitch = (width + 2) * inputs;
    for (size_t sample = 0; sample < samples; sample++) {
        pad_image(x + sample * shape->height * shape->width * inputs, shape->height, shape->width,
                  inputs, inputs, shape->padding, scratch, height + 2, width + 2);
        const float *gradient =
            output_gradient(shape, dy, sample, scratch + thin_image_offset(shape), NULL);
        for (size_t output = 0; output < outputs; output += VECTOR_WIDTH)
            for (size_t input = 0; input < inputs; input++) {
                vector sum[9];
                UNROLL for (size_t i = 0; i < 9; i++) sum[i] = splat(0);
                for (size_t row = 0; row < height; row++)
                    for (size_t pixel = 0; pixel < width; pixel++) {
                        const vector dy_part = load_part(
                            gradient + (row * width + pixel) * outputs + output, outputs - output);
                        const float *corner = scratch + row * pitch + pixel * inputs + input;
                        UNROLL for (size_t i = 0; i < 9; i++)
                            sum[i] = multiply_add(splat(corner[i / 3 * pitch + i % 3 * inputs]),
                                                  dy_part, sum[i]);
                    }
                UNROLL for (size_t i = 0; i < 9; i++) {
                    float *to = weight_gradient + (i * inputs + input) * outputs + output;
                    store_part(to, load_part(to, outputs - output) + sum[i], outputs - output);
                }
            }
    }
}
