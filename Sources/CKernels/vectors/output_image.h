// What a convolution does with each image of its output while the image is in the cache: forward, the
// sums and the activation that follow it; backward, the gradient's way through that activation.
#pragma once

#include "activation.h"
#include "activation_gradient.h"

INLINE size_t output_size(const ckernels_convolution *shape) {
    return shape->output_height * shape->output_width * shape->outputs;
}

/// The activation of one of the samples.
INLINE ckernels_activation of_sample(const ckernels_activation *layer, size_t sample) {
    ckernels_activation one = *layer;
    one.samples = 1;
    if (one.shortcut) one.shortcut += sample * layer->height * layer->width * layer->channels;
    return one;
}

/// The values of one sample that an activation makes.
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

/// Where the output of a sample goes: `image` where nobody keeps it.
INLINE float *output_of(const ckernels_convolution *shape,
                        const ckernels_convolution_outputs *outputs, size_t sample, float *image) {
    return outputs->y ? outputs->y + sample * output_size(shape) : image;
}

/// Does with the output of a sample what is to be done.
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

/// The gradient of a sample's output: in `image` where an activation is between. `dx` gets the
/// shortcut's gradient if there is one.
static const float *output_gradient(const ckernels_convolution *shape,
                                    const ckernels_output_gradient *gradient, size_t sample,
                                    float *image, float *dx) {
    const size_t place = sample * output_size(shape);
    if (!gradient->activation) return gradient->dy + place;
    const ckernels_activation layer = of_sample(gradient->activation, sample);
    const size_t start = sample * activated_size(&layer, gradient->winners != NULL);
    activation_backward(&layer, gradient->rule, gradient->y ? gradient->y + place : NULL,
                        gradient->dy + start, gradient->winners ? gradient->winners + start : NULL,
                        image, layer.shortcut ? dx : NULL);
    return image;
}

/// Whether a gradient of the input has a shortcut's already, to which the convolution's is added.
INLINE int has_shortcut(const ckernels_output_gradient *gradient) {
    return gradient->activation && gradient->activation->shortcut;
}
