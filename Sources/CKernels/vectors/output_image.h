// What a convolution does with each output image while it is in the cache: forward, the sums and
// the activation that follow; backward, the backward pass of that activation.
#pragma once

#include "activation.h"
#include "activation_gradient.h"

INLINE size_t output_size(const ckernels_convolution *shape) {
    return shape->output_height * shape->output_width * shape->outputs;
}

/// The activation of a single sample.
INLINE ckernels_activation of_sample(const ckernels_activation *layer, size_t sample) {
    ckernels_activation one = *layer;
    one.samples = 1;
    if (one.shortcut) one.shortcut += sample * layer->height * layer->width * layer->channels;
    return one;
}

/// The number of values that an activation writes for one sample.
INLINE size_t activated_size(const ckernels_activation *layer, int pools) {
    const size_t side = pools ? 2 : 1;
    return layer->height / side * (layer->width / side) * layer->channels;
}

INLINE void begin_outputs(const ckernels_convolution *shape,
                          const ckernels_convolution_outputs *outputs) {
    if (!outputs->shift) return;
    memset(outputs->sum, 0, shape->outputs * sizeof *outputs->sum);
    memset(outputs->square_sum, 0, shape->outputs * sizeof *outputs->square_sum);
}

/// Where to write the output of a sample; `image`, which is overwritten, if it is not kept.
INLINE float *output_of(const ckernels_convolution *shape,
                        const ckernels_convolution_outputs *outputs, size_t sample, float *image) {
    return outputs->y ? outputs->y + sample * output_size(shape) : image;
}

/// Adds up the output of a sample and runs the activation, as far as `outputs` asks for it.
static void finish_output(const ckernels_convolution *shape,
                          const ckernels_convolution_outputs *outputs, size_t sample,
                          const float *image) {
    if (outputs->shift)
        add_channel_sums(image, shape->output_height * shape->output_width, shape->outputs,
                         outputs->shift, outputs->sum, outputs->square_sum);
    if (outputs->activation) {
        const ckernels_activation layer = of_sample(outputs->activation, sample);
        const size_t start = sample * activated_size(&layer, outputs->winners != NULL);
        activation_forward(&layer, image, outputs->activated + start,
                           outputs->winners ? outputs->winners + start : NULL);
    }
}

/// The gradient of a sample's output. If an activation follows, its backward pass writes the
/// gradient to `image`, and that of a shortcut to `dx`.
static const float *output_gradient(const ckernels_convolution *shape,
                                    const ckernels_output_gradient *gradient, size_t sample,
                                    float *image, float *dx) {
    const size_t offset = sample * output_size(shape);
    if (!gradient->activation) return gradient->dy + offset;
    const ckernels_activation layer = of_sample(gradient->activation, sample);
    const size_t start = sample * activated_size(&layer, gradient->winners != NULL);
    activation_backward(&layer, gradient->rule, gradient->y ? gradient->y + offset : NULL,
                        gradient->dy + start, gradient->winners ? gradient->winners + start : NULL,
                        image, layer.shortcut ? dx : NULL);
    return image;
}

/// Whether `dx` already holds a shortcut's gradient, to which the convolution's must be added.
INLINE int has_shortcut(const ckernels_output_gradient *gradient) {
    return gradient->activation && gradient->activation->shortcut;
}
