// The choice between the two algorithms for a 3x3 convolution: direct for images with few channels
// ("thin"), and Winograd for all others.
#pragma once

#include "dense.h"
#include "thin_convolution.h"
#include "winograd.h"

INLINE int is_thin(const ckernels_convolution *shape) { return shape->inputs <= THIN_CHANNELS; }

/// The number of images that are transformed together: few enough for their matrices to stay in the
/// second-level cache. All images if the weights' matrices are larger than theirs, since each block
/// of images reads all weights.
INLINE size_t images_per_block(const ckernels_convolution *shape, size_t samples) {
    const winograd_plan plan = plan_of(shape);
    const size_t floats = POSITIONS * plan.tiles * (plan.inputs + plan.outputs);
    if (samples * floats <= POSITIONS * matrix_stride(shape->inputs, shape->outputs)) return samples;
    return larger(1, smaller(samples, CACHE_FLOATS / floats));
}

static size_t convolution_packed_count(const ckernels_convolution *shape, int is_transposed) {
    if (is_thin(shape) && !is_transposed) return 9 * shape->inputs * padded_channels(shape->outputs);
    return POSITIONS * matrix_stride(shape->inputs, shape->outputs);
}

static size_t convolution_scratch_count(const ckernels_convolution *shape, size_t samples) {
    const size_t matrices =
        winograd_scratch_count(shape, samples, images_per_block(shape, samples));
    const size_t images = thin_image_offset(shape) + output_size(shape);
    const size_t transposed = 9 * shape->inputs * shape->outputs;
    return larger(larger(matrices, images), transposed);
}

static void convolution_pack(const ckernels_convolution *shape, const float *weight,
                             float *packed, float *packed_transposed, float *scratch) {
    const size_t inputs = shape->inputs, outputs = shape->outputs;
    if (packed && is_thin(shape)) thin_pack(weight, inputs, outputs, packed);
    else if (packed) winograd_pack(shape, weight, inputs, outputs, packed);
    if (!packed_transposed) return;
    for (size_t i = 0; i < 9; i++)
        transpose(weight + i * inputs * outputs, inputs, outputs, scratch + i * inputs * outputs);
    winograd_pack(shape, scratch, outputs, inputs, packed_transposed);
}

static void convolution_forward(const ckernels_convolution *shape, size_t samples, const float *x,
                                const float *packed, const ckernels_convolution_outputs *outputs,
                                float *scratch) {
    begin_outputs(shape, outputs);
    if (is_thin(shape)) thin_forward(shape, samples, x, packed, outputs, scratch);
    else
        winograd_forward(shape, samples, x, packed, outputs, images_per_block(shape, samples),
                         scratch);
}

static void convolution_backward(const ckernels_convolution *shape, size_t samples, const float *x,
                                 const ckernels_output_gradient *dy,
                                 const float *packed_transposed, float *weight_gradient, float *dx,
                                 float *scratch) {
    if (is_thin(shape) && !dx)
        thin_weight_gradient(shape, samples, x, dy, weight_gradient, scratch);
    else
        winograd_backward(shape, samples, x, dy, packed_transposed, weight_gradient, dx,
                          images_per_block(shape, samples), scratch);
}
