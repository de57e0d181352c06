#ifndef CKERNELS_KERNEL_SET_H
#define CKERNELS_KERNEL_SET_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// A 3x3 convolution with stride 1: images (height, width, inputs) to images (output_height,
/// output_width, outputs). Padding is 0 or 1. The full output is (height + 2 * padding - 2, width +
/// 2 * padding - 2); its last rows or columns may be left out.
typedef struct {
    size_t height, width, inputs, outputs, padding, output_height, output_width;
    /// Whether the factors of products are rounded to bfloat16. Sums are always in float.
    int is_bf16;
} ckernels_convolution;

/// A dense layer: samples (inputs) to samples (outputs).
typedef struct {
    size_t inputs, outputs;
    /// As in `ckernels_convolution`.
    int is_bf16;
} ckernels_dense;

/// ReLU(x * scale + offset + shortcut) of images (samples, height, width, channels), with scale and
/// offset (channels). The shortcut has the shape of x and may be missing.
typedef struct {
    size_t samples, height, width, channels;
    const float *scale, *offset, *_Nullable shortcut;
} ckernels_activation;

/// dx = on_gradient * dz + on_input * x + constant, with a constant of each kind for each channel
/// and dz the gradient before ReLU. This is the derivative of a batch normalisation, or with 1, 0
/// and 0 that of a bias.
typedef struct {
    const float *on_gradient, *on_input, *constant;
} ckernels_input_gradient;

/// What a convolution does with each output image while it is in the cache.
typedef struct {
    /// Receives the outputs; null if they are not read again.
    float *_Nullable y;
    /// Input and results of `channel_sums` over the outputs, image by image; null if not needed.
    const float *_Nullable shift;
    double *_Nullable sum, *_Nullable square_sum;
    /// The activation that follows, and what `activation_forward` writes for it; null if the
    /// activation is computed separately.
    const ckernels_activation *_Nullable activation;
    float *_Nullable activated;
    uint8_t *_Nullable winners;
} ckernels_convolution_outputs;

/// The gradient of a convolution's output.
typedef struct {
    /// The gradient of the convolution's output, or with `activation` that of the activation's.
    const float *dy;
    /// The activation that follows, with the arguments of `activation_backward`; null if `dy` is
    /// the gradient of the convolution's output. A shortcut must be the convolution's input.
    const ckernels_activation *_Nullable activation;
    const ckernels_input_gradient *_Nullable rule;
    /// The convolution's output; null if `activation_backward` does not need it.
    const float *_Nullable y;
    const uint8_t *_Nullable winners;
} ckernels_output_gradient;

/// The code in `winners` of an output that ReLU made 0: no input receives its gradient.
enum { CKERNELS_NO_WINNER = 4 };

/// The kernels of one instruction set, as a table of functions.
///
/// The caller owns the memory of `packed` and `scratch`; the `…_count` function before gives its
/// size in floats. Sizes are in elements; images are (samples, height, width, channels). Results
/// depend neither on the previous contents of scratch memory nor, for a sample, on its position in
/// the batch. All sets with a fused multiply-add give the same bits.
typedef struct {
    const char *name;

    /// The size of packed weights; with `is_transposed` of the form that the input's gradient
    /// needs.
    size_t (*convolution_packed_count)(const ckernels_convolution *shape, int is_transposed);
    size_t (*convolution_scratch_count)(const ckernels_convolution *shape, size_t samples);
    /// Packs weights (3, 3, inputs, outputs) into the forms that the passes read, except those that
    /// are null. Needed after each change of the weights.
    void (*convolution_pack)(const ckernels_convolution *shape, const float *weight,
                             float *_Nullable packed, float *_Nullable packed_transposed,
                             float *scratch);
    void (*convolution_forward)(const ckernels_convolution *shape, size_t samples, const float *x,
                                const float *packed,
                                const ckernels_convolution_outputs *outputs, float *scratch);
    /// Adds to `weight_gradient`. Writes the input's gradient, including that through a shortcut,
    /// to `dx` unless it is null; then `packed_transposed` may be null, too.
    void (*convolution_backward)(const ckernels_convolution *shape, size_t samples, const float *x,
                                 const ckernels_output_gradient *dy,
                                 const float *_Nullable packed_transposed,
                                 float *weight_gradient, float *_Nullable dx, float *scratch);

    /// Sums over the 3x3 patches of all output pixels: `sums` (9 * inputs) of the patches' values,
    /// and `products` (9 * inputs, 9 * inputs) of the products of any two values. Scratch memory is
    /// that of the convolution of one sample.
    void (*patch_sums)(const ckernels_convolution *shape, size_t samples, const float *x,
                       double *sums, double *products, float *scratch);

    /// The size of packed weights; the same for both forms.
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

    /// Sums of x - shift and of (x - shift)^2 for each channel of `x` (rows, channels). A block of
    /// rows is summed in float and blocks are added in double, so that the error does not grow with
    /// the number of rows.
    void (*channel_sums)(const float *x, size_t rows, size_t channels, const float *shift,
                         double *sum, double *square_sum);
    /// With `winners`, followed by 2x2 max pooling with stride 2, which drops an odd last row or
    /// column: `y` is the largest value of each block, and `winners` receives its index 0 to 3
    /// within the block (the first one of equals), or CKERNELS_NO_WINNER where `y` is 0.
    void (*activation_forward)(const ckernels_activation *layer, const float *x, float *y,
                               uint8_t *_Nullable winners);
    /// The sums of dz and of dz * (x - mean) for each channel. With pooling `x` may be null, and
    /// then `product_sum` is 0.
    void (*activation_gradient_sums)(const ckernels_activation *layer, const float *_Nullable x,
                                     const float *dy, const uint8_t *_Nullable winners, const float *mean,
                                     double *gradient_sum, double *product_sum);
    /// Writes dx, and dz to `shortcut_gradient` unless it is null. `dx` may be `x`; without
    /// pooling, `dx` or `shortcut_gradient` may be `dy`. With pooling and the rule of a bias, `x`
    /// and `shortcut_gradient` may be null.
    void (*activation_backward)(const ckernels_activation *layer,
                                const ckernels_input_gradient *rule, const float *_Nullable x,
                                const float *dy, const uint8_t *_Nullable winners, float *dx,
                                float *_Nullable shortcut_gradient);

    /// Runs `rounds` rounds of independent multiply-adds in registers, for measuring the peak.
    /// Returns the number of scalar multiply-adds.
    size_t (*multiply_adds)(size_t rounds);
} ckernels_set;

/// The number of sets that this processor and system can run: at least one.
size_t ckernels_set_count(void);

/// Set number `index`, the slowest first; null from `ckernels_set_count` on.
const ckernels_set *_Nullable ckernels_set_at(size_t index);

#pragma clang assume_nonnull end

#endif
