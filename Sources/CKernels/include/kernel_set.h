#ifndef CKERNELS_KERNEL_SET_H
#define CKERNELS_KERNEL_SET_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// A 3x3 convolution with stride 1: images (height, width, inputs) to images (output_height,
/// output_width, outputs). Padding is 0 or 1; the output is as large as it can be, which is
/// (height + 2 * padding - 2, width + 2 * padding - 2), or lacks its last rows or columns.
typedef struct {
    size_t height, width, inputs, outputs, padding, output_height, output_width;
    /// Whether the factors of products are rounded to bfloat16; sums are in float always.
    int is_bf16;
} ckernels_convolution;

/// A dense layer: samples (inputs) to samples (outputs).
typedef struct {
    size_t inputs, outputs;
    /// As in `ckernels_convolution`.
    int is_bf16;
} ckernels_dense;

/// ReLU(x * scale + offset + shortcut) of images (samples, height, width, channels); the shortcut,
/// of the same shape, may be missing.
typedef struct {
    size_t samples, height, width, channels;
    const float *scale, *offset, *_Nullable shortcut;
} ckernels_activation;

/// dx = on_gradient * dz + on_input * x + constant for each channel, dz being the gradient before
/// ReLU: the derivative of a normalisation, or with 1, 0 and 0 of a bias.
typedef struct {
    const float *on_gradient, *on_input, *constant;
} ckernels_input_gradient;

/// What a convolution makes of the images, each while it is in the cache.
typedef struct {
    /// Gets its outputs; null where nobody reads them again.
    float *_Nullable y;
    /// What `channel_sums` takes and writes, summed image by image; null where nobody asks.
    const float *_Nullable shift;
    double *_Nullable sum, *_Nullable square_sum;
    /// What follows, with what `activation_forward` writes; null where it does not follow at once.
    const ckernels_activation *_Nullable activation;
    float *_Nullable activated;
    uint8_t *_Nullable winners;
} ckernels_convolution_outputs;

/// The gradient of a convolution's output.
typedef struct {
    /// The gradient, or that of what `activation` made.
    const float *dy;
    /// What follows the convolution, with what `activation_backward` takes; null where `dy` is the
    /// gradient. A shortcut must be the convolution's input.
    const ckernels_activation *_Nullable activation;
    const ckernels_input_gradient *_Nullable rule;
    /// The convolution's output; null where `activation_backward` needs none.
    const float *_Nullable y;
    const uint8_t *_Nullable winners;
} ckernels_output_gradient;

/// The kernels of one instruction set.
///
/// Memory that `packed` or `scratch` names is the caller's, of the size that the `count` function
/// before tells in floats. Sizes are in elements, data in (samples, height, width, channels).
/// Results do not depend on what scratch memory held, and a sample's not on its place in a batch.
/// All sets with a fused multiply-add give the same bits.
typedef struct {
    const char *name;

    /// `is_transposed` counts the form that the gradient of the input needs.
    size_t (*convolution_packed_count)(const ckernels_convolution *shape, int is_transposed);
    size_t (*convolution_scratch_count)(const ckernels_convolution *shape, size_t samples);
    /// Brings weights (3, 3, inputs, outputs) to the forms that the passes read, but those that are
    /// null. Once for each change of the weights.
    void (*convolution_pack)(const ckernels_convolution *shape, const float *weight,
                             float *_Nullable packed, float *_Nullable packed_transposed,
                             float *scratch);
    void (*convolution_forward)(const ckernels_convolution *shape, size_t samples, const float *x,
                                const float *packed,
                                const ckernels_convolution_outputs *outputs, float *scratch);
    /// Adds to the weights' gradient; writes the input's, with a shortcut's, unless `dx` is null, when
    /// `packed_transposed` may be null, too.
    void (*convolution_backward)(const ckernels_convolution *shape, size_t samples, const float *x,
                                 const ckernels_output_gradient *dy,
                                 const float *_Nullable packed_transposed,
                                 float *weight_gradient, float *_Nullable dx, float *scratch);

    /// The sums (9 * inputs) of the values of a patch over all outputs' pixels, and those of the
    /// products of two (9 * inputs, 9 * inputs). Scratch is that of the convolution of one sample.
    void (*patch_sums)(const ckernels_convolution *shape, size_t samples, const float *x,
                       double *sums, double *products, float *scratch);

    /// Of the form that the forward pass reads, and of the other.
    size_t (*dense_packed_count)(const ckernels_dense *shape);
    size_t (*dense_scratch_count)(const ckernels_dense *shape, size_t samples);
    /// As `convolution_pack`, for weights (inputs, outputs).
    void (*dense_pack)(const ckernels_dense *shape, const float *weight,
                       float *_Nullable packed, float *_Nullable packed_transposed,
                       float *scratch);
    /// y = x W + bias.
    void (*dense_forward)(const ckernels_dense *shape, size_t samples, const float *x,
                          const float *packed, const float *bias, float *y, float *scratch);
    /// As `convolution_backward`.
    void (*dense_backward)(const ckernels_dense *shape, size_t samples, const float *x,
                           const float *dy, const float *_Nullable packed_transposed,
                           float *weight_gradient, float *bias_gradient, float *_Nullable dx,
                           float *scratch);

    /// Sums of x - shift and of (x - shift)^2 for each channel of `x` (rows, channels). Blocks of
    /// rows are summed in float, blocks in double, so that the error does not grow with rows.
    void (*channel_sums)(const float *x, size_t rows, size_t channels, const float *shift,
                         double *sum, double *square_sum);
    /// With `winners`, `y` is the largest of each 2x2 block, stride 2 (an odd last row or column is
    /// dropped), and `winners` gets the position 0 to 3 of the first largest, or 4 where `y` is 0.
    void (*activation_forward)(const ckernels_activation *layer, const float *x, float *y,
                               uint8_t *_Nullable winners);
    /// The sums of dz and of dz * (x - mean) for each channel. With pooling `x` may be null: then the
    /// second ones are 0.
    void (*activation_gradient_sums)(const ckernels_activation *layer, const float *_Nullable x,
                                     const float *dy, const uint8_t *_Nullable winners, const float *mean,
                                     double *gradient_sum, double *product_sum);
    /// Writes dx, and dz to `shortcut_gradient` unless that is null. `dx` may be `x`, and without
    /// pooling `dx` or `shortcut_gradient` may be `dy`. With pooling `x` and `shortcut_gradient` may
    /// be null, when the rule is that of a bias.
    void (*activation_backward)(const ckernels_activation *layer,
                                const ckernels_input_gradient *rule, const float *_Nullable x,
                                const float *dy, const uint8_t *_Nullable winners, float *dx,
                                float *_Nullable shortcut_gradient);

    /// Runs `rounds` rounds of multiply-adds in registers; returns their number.
    size_t (*multiply_adds)(size_t rounds);
} ckernels_set;

/// The number of sets that this processor and system can run: at least one.
size_t ckernels_set_count(void);

/// Those sets, the slowest first; null from `ckernels_set_count` on.
const ckernels_set *_Nullable ckernels_set_at(size_t index);

#pragma clang assume_nonnull end

#endif
