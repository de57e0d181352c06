// Dense layers, y = x W + b: the choice between float and bfloat16 factors.
#pragma once

#include "../include/kernel_set.h"
#include "bf16_dense.h"
#include "float_dense.h"

/// Both dimensions padded, which is enough for either kind of factors, transposed or not.
static size_t dense_packed_count(const ckernels_dense *shape) {
    return padded_channels(shape->inputs) * padded_channels(shape->outputs);
}

static size_t dense_scratch_count(const ckernels_dense *shape, size_t samples) {
    return (shape->is_bf16 ? bf16_dense_scratch_count
                           : float_dense_scratch_count)(shape->inputs, shape->outputs, samples);
}

static void dense_pack(const ckernels_dense *shape, const float *weight, float *packed,
                       float *packed_transposed, float *scratch) {
    (shape->is_bf16 ? bf16_dense_pack : float_dense_pack)(shape->inputs, shape->outputs, weight,
                                                          packed, packed_transposed, scratch);
}

static void dense_forward(const ckernels_dense *shape, size_t samples, const float *x,
                          const float *packed, const float *bias, float *y, float *scratch) {
    (shape->is_bf16 ? bf16_dense_forward : float_dense_forward)(
        shape->inputs, shape->outputs, samples, x, packed, bias, y, scratch);
}

static void dense_backward(const ckernels_dense *shape, size_t samples, const float *x,
                           const float *dy, const float *packed_transposed, float *weight_gradient,
                           float *bias_gradient, float *dx, float *scratch) {
    (shape->is_bf16 ? bf16_dense_backward : float_dense_backward)(
        shape->inputs, shape->outputs, samples, x, dy, packed_transposed, weight_gradient,
        bias_gradient, dx, scratch);
}
