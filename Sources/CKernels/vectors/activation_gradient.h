// The backward pass of the activation after a convolution, in two passes over the values: one for
// the sums that give the gradients of scale and offset, and one for the gradient of the input.
#pragma once

#include "activation_parts.h"

INLINE void sum_line_gradients(size_t c, size_t count, pooled_line line,
                               const ckernels_activation *layer, const float *x, const float *dy,
                               const uint8_t *winners, const float *mean, double *gradient_sum,
                               double *product_sum) {
    const vector origin = load_part(mean + c, count);
    vector sums = splat(0), products = splat(0);
    for (size_t column = 0; column < layer->width / 2; column++) {
        const pooling_block block = block_of(layer, line, column, c);
        const vector_mask winner = load_winners(winners + block.at, count);
        const vector dz =
            choose(winner == CKERNELS_NO_WINNER, splat(0), load_part(dy + block.at, count));
        sums += dz;
        if (!x) continue;
        vector value = load_part(x + block.start, count);
        UNROLL for (int32_t i = 1; i < 4; i++)
            value = choose(winner == i, load_part(x + block.start + block.steps[i], count), value);
        products = multiply_add(dz, value - origin, products);
    }
    add_to_totals(gradient_sum + c, sums, count);
    add_to_totals(product_sum + c, products, count);
}

/// dz, the gradient before ReLU.
INLINE vector relu_gradient(channel_rule rule, const ckernels_activation *layer, const float *x,
                       const float *dy, size_t at, size_t count) {
    const vector_mask is_on = preactivation(rule, layer, x, at, count) > splat(0);
    return choose(is_on, load_part(dy + at, count), splat(0));
}

INLINE void sum_row_gradients(size_t c, size_t count, const ckernels_activation *layer,
                              const float *x, const float *dy, size_t first, size_t end,
                              const float *mean, double *gradient_sum, double *product_sum) {
    const channel_rule rule = rule_of(layer, c, count);
    const vector origin = load_part(mean + c, count);
    vector sums = splat(0), products = splat(0);
    for (size_t row = first; row < end; row++) {
        const size_t at = row * layer->channels + c;
        const vector dz = relu_gradient(rule, layer, x, dy, at, count);
        sums += dz;
        products = multiply_add(dz, load_part(x + at, count) - origin, products);
    }
    add_to_totals(gradient_sum + c, sums, count);
    add_to_totals(product_sum + c, products, count);
}

static void activation_gradient_sums(const ckernels_activation *given, const float *x,
                                     const float *dy, const uint8_t *winners, const float *mean,
                                     double *gradient_sum, double *product_sum) {
    // A copy, as in the forward pass.
    const ckernels_activation own = *given, *const layer = &own;
    for (size_t c = 0; c < layer->channels; c++) gradient_sum[c] = product_sum[c] = 0;
    if (winners) {
        FOR_EACH_LINE(layer, sum_line_gradients, x, dy, winners, mean, gradient_sum, product_sum)
        return;
    }
    const size_t rows = layer->samples * layer->height * layer->width;
    for (size_t first = 0; first < rows; first += SUM_LENGTH) {
        const size_t end = smaller(first + SUM_LENGTH, rows);
        FOR_EACH_VECTOR(layer->channels, sum_row_gradients, layer, x, dy, first, end, mean,
                        gradient_sum, product_sum)
    }
}

/// `ckernels_input_gradient` for one vector of channels.
typedef struct {
    vector on_gradient, on_input, constant;
} gradient_rule;

INLINE gradient_rule gradient_rule_of(const ckernels_input_gradient *rule, size_t c, size_t count) {
    return (gradient_rule){load_part(rule->on_gradient + c, count),
                           load_part(rule->on_input + c, count),
                           load_part(rule->constant + c, count)};
}

/// Writes one vector of the input's gradient and, unless it is null, of the shortcut's.
INLINE void store_gradients(gradient_rule onward, vector dz, const float *x, size_t at,
                            size_t count, float *dx, float *shortcut_gradient) {
    const vector on_input =
        multiply_add(onward.on_input, load_part(x + at, count), onward.constant);
    store_part(dx + at, multiply_add(onward.on_gradient, dz, on_input), count);
    if (shortcut_gradient) store_part(shortcut_gradient + at, dz, count);
}

/// The pixels of an odd last row or column, which pooling has_dropped_edge.
INLINE void dropped_backward(size_t c, size_t count, const ckernels_activation *layer,
                             const ckernels_input_gradient *input_gradient, const float *x,
                             float *dx, float *shortcut_gradient) {
    const gradient_rule onward = gradient_rule_of(input_gradient, c, count);
    for (size_t image_row = 0; image_row < layer->samples * layer->height; image_row++) {
        const size_t row = image_row % layer->height;
        const size_t first = row < layer->height / 2 * 2 ? layer->width / 2 * 2 : 0;
        for (size_t column = first; column < layer->width; column++)
            store_gradients(onward, splat(0), x,
                            (image_row * layer->width + column) * layer->channels + c, count, dx,
                            shortcut_gradient);
    }
}

/// Pooling after a bias: each value's gradient is that of the output if it won its block, or else
/// 0.
INLINE void bias_line_backward(size_t c, size_t count, pooled_line line,
                               const ckernels_activation *layer, const float *dy,
                               const uint8_t *winners, float *dx) {
    for (size_t column = 0; column < layer->width / 2; column++) {
        const pooling_block block = block_of(layer, line, column, c);
        const vector_mask winner = load_winners(winners + block.at, count);
        const vector gradient = load_part(dy + block.at, count);
        UNROLL for (int32_t i = 0; i < 4; i++)
            store_part(dx + block.start + block.steps[i], choose(winner == i, gradient, splat(0)),
                       count);
    }
}

INLINE void line_backward(size_t c, size_t count, pooled_line line,
                          const ckernels_activation *layer,
                          const ckernels_input_gradient *input_gradient, const float *x,
                          const float *dy, const uint8_t *winners, float *dx,
                          float *shortcut_gradient) {
    const gradient_rule onward = gradient_rule_of(input_gradient, c, count);
    for (size_t column = 0; column < layer->width / 2; column++) {
        const pooling_block block = block_of(layer, line, column, c);
        const vector_mask winner = load_winners(winners + block.at, count);
        const vector gradient = load_part(dy + block.at, count);
        UNROLL for (int32_t i = 0; i < 4; i++)
            store_gradients(onward, choose(winner == i, gradient, splat(0)), x,
                            block.start + block.steps[i], count, dx, shortcut_gradient);
    }
}

INLINE void rows_backward(size_t c, size_t count, const ckernels_activation *layer,
                          const ckernels_input_gradient *input_gradient, const float *x,
                          const float *dy, size_t first, size_t end, float *dx,
                          float *shortcut_gradient) {
    const channel_rule rule = rule_of(layer, c, count);
    const gradient_rule onward = gradient_rule_of(input_gradient, c, count);
    for (size_t row = first; row < end; row++) {
        const size_t at = row * layer->channels + c;
        store_gradients(onward, relu_gradient(rule, layer, x, dy, at, count), x, at, count, dx,
                        shortcut_gradient);
    }
}

static void activation_backward(const ckernels_activation *given,
                                const ckernels_input_gradient *input_gradient, const float *x,
                                const float *dy, const uint8_t *winners, float *dx,
                                float *shortcut_gradient) {
    // A copy, as in the forward pass.
    const ckernels_activation own = *given, *const layer = &own;
    const size_t rows = layer->samples * layer->height * layer->width;
    const int has_dropped_edge = layer->height % 2 > 0 || layer->width % 2 > 0;
    if (!winners) {
        const size_t block = larger(1, BLOCK_VALUES / layer->channels);
        for (size_t first = 0; first < rows; first += block) {
            const size_t end = smaller(first + block, rows);
            FOR_EACH_VECTOR(layer->channels, rows_backward, layer, input_gradient, x, dy, first,
                            end, dx, shortcut_gradient)
        }
    } else if (!x) {
        if (has_dropped_edge) memset(dx, 0, rows * layer->channels * sizeof *dx);
        FOR_EACH_LINE(layer, bias_line_backward, dy, winners, dx)
    } else {
        FOR_EACH_LINE(layer, line_backward, input_gradient, x, dy, winners, dx, shortcut_gradient)
        if (has_dropped_edge)
            FOR_EACH_VECTOR(layer->channels, dropped_backward, layer, input_gradient, x, dx,
                            shortcut_gradient)
    }
}
