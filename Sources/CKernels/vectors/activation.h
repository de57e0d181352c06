// What follows a convolution, in one pass over its output: a scale and an offset for each channel
// (a normalisation, or a bias), an optional shortcut that is added, ReLU, and an optional 2x2 max
// pooling; and the derivative of all that in two passes.
#pragma once

#include "../include/kernel_set.h"
#include "vector.h"

enum {
    /// The code of an output that ReLU made 0: none of the four inputs gets its gradient.
    NO_WINNER = 4,
    /// Values that are summed in float before the sum moves to double.
    SUM_LENGTH = 64,
};

typedef uint8_t winner_codes __attribute__((ext_vector_type(VECTOR_WIDTH)));

INLINE vector_mask load_winners(const uint8_t *winners, size_t count) {
    winner_codes codes = {0};
    memcpy(&codes, winners, smaller(count, VECTOR_WIDTH));
    return __builtin_convertvector(codes, vector_mask);
}

INLINE void store_winners(uint8_t *winners, vector_mask winner, size_t count) {
    const winner_codes codes = __builtin_convertvector(winner, winner_codes);
    memcpy(winners, &codes, smaller(count, VECTOR_WIDTH));
}

/// Adds the float sums of some channels to totals in double.
INLINE void add_to_totals(double *totals, vector sums, size_t count) {
    float lanes[VECTOR_WIDTH];
    memcpy(lanes, &sums, sizeof sums);
    for (size_t lane = 0; lane < smaller(count, VECTOR_WIDTH); lane++)
        totals[lane] += (double)lanes[lane];
}

/// Sums of x - shift and of its square for each channel of (rows, channels).
static void channel_sums(const float *x, size_t rows, size_t channels, const float *shift,
                         double *sum, double *square_sum) {
    for (size_t c = 0; c < channels; c++) sum[c] = square_sum[c] = 0;
    for (size_t first = 0; first < rows; first += SUM_LENGTH)
        for (size_t c = 0; c < channels; c += VECTOR_WIDTH) {
            const size_t left = channels - c;
            const vector origin = load_part(shift + c, left);
            vector sums = splat(0), squares = splat(0);
            for (size_t row = first; row < smaller(first + SUM_LENGTH, rows); row++) {
                const vector d = load_part(x + row * channels + c, left) - origin;
                sums += d;
                squares = multiply_add(d, d, squares);
            }
            add_to_totals(sum + c, sums, left);
            add_to_totals(square_sum + c, squares, left);
        }
}

/// The value before ReLU, in the same operations in every pass, so that its sign is the same.
INLINE vector preactivation(const ckernels_activation *layer, const float *x, size_t at, size_t c,
                            size_t left) {
    const vector value = multiply_add(load_part(x + at, left), load_part(layer->scale + c, left),
                                      load_part(layer->offset + c, left));
    return layer->shortcut ? value + load_part(layer->shortcut + at, left) : value;
}

/// Where the 2x2 block of an output begins, and how far its four values are from there.
typedef struct {
    size_t start, steps[4];
} pooling_block;

INLINE pooling_block block_of(const ckernels_activation *layer, size_t sample, size_t row,
                              size_t column) {
    const size_t line = layer->width * layer->channels;
    return (pooling_block){
        .start = (sample * layer->height + 2 * row) * line + 2 * column * layer->channels,
        .steps = {0, layer->channels, line, line + layer->channels}};
}

/// Calls `body` for each vector of each pooled output, with `block`, the channel `c`, the channels
/// left and the output's place `at`.
#define FOR_EACH_POOLED(layer, sample, body)                                                       \
    for (size_t row = 0; row < (layer)->height / 2; row++)                                         \
        for (size_t column = 0; column < (layer)->width / 2; column++) {                           \
            const pooling_block block = block_of(layer, sample, row, column);                      \
            const size_t pixel =                                                                   \
                (sample * ((layer)->height / 2) + row) * ((layer)->width / 2) + column;            \
            for (size_t c = 0; c < (layer)->channels; c += VECTOR_WIDTH) {                         \
                const size_t left = (layer)->channels - c;                                         \
                const size_t at = pixel * (layer)->channels + c;                                   \
                body                                                                               \
            }                                                                                      \
        }

static void pooled_forward(const ckernels_activation *layer, const float *x, float *y,
                           uint8_t *winners) {
    for (size_t sample = 0; sample < layer->samples; sample++)
        FOR_EACH_POOLED(layer, sample, {
            vector best = preactivation(layer, x, block.start + c, c, left);
            vector_mask winner = {0};
            UNROLL for (int32_t i = 1; i < 4; i++) {
                const vector value =
                    preactivation(layer, x, block.start + block.steps[i] + c, c, left);
                // A NaN wins and stays, so that it reaches the loss, where it is noticed.
                const vector_mask wins = (value > best) | (value != value);
                best = choose(wins, value, best);
                winner = (wins & i) | (~wins & winner);
            }
            const vector_mask is_off = best <= splat(0);
            store_winners(winners + at, (is_off & NO_WINNER) | (~is_off & winner), left);
            store_part(y + at, rectified(best), left);
        })
}

static void activation_forward(const ckernels_activation *layer, const float *x, float *y,
                               uint8_t *winners) {
    if (winners) {
        pooled_forward(layer, x, y, winners);
        return;
    }
    const size_t channels = layer->channels;
    const size_t rows = layer->samples * layer->height * layer->width;
    for (size_t row = 0; row < rows; row++)
        for (size_t c = 0; c < channels; c += VECTOR_WIDTH)
            store_part(y + row * channels + c,
                       rectified(preactivation(layer, x, row * channels + c, c, channels - c)),
                       channels - c);
}

static void pooled_gradient_sums(const ckernels_activation *layer, const float *x, const float *dy,
                                 const uint8_t *winners, const float *mean, double *gradient_sum,
                                 double *product_sum) {
    const size_t channels = layer->channels, height = layer->height / 2, width = layer->width / 2;
    for (size_t sample = 0; sample < layer->samples; sample++)
        for (size_t row = 0; row < height; row++)
            for (size_t c = 0; c < channels; c += VECTOR_WIDTH) {
                const size_t left = channels - c;
                const vector origin = load_part(mean + c, left);
                vector sums = splat(0), products = splat(0);
                for (size_t column = 0; column < width; column++) {
                    const pooling_block block = block_of(layer, sample, row, column);
                    const size_t at = ((sample * height + row) * width + column) * channels + c;
                    const vector_mask winner = load_winners(winners + at, left);
                    const vector slope =
                        choose(winner == NO_WINNER, splat(0), load_part(dy + at, left));
                    sums += slope;
                    if (!x) continue;
                    vector value = load_part(x + block.start + c, left);
                    UNROLL for (int32_t i = 1; i < 4; i++)
                        value = choose(winner == i,
                                       load_part(x + block.start + block.steps[i] + c, left), value);
                    products = multiply_add(slope, value - origin, products);
                }
                add_to_totals(gradient_sum + c, sums, left);
                add_to_totals(product_sum + c, products, left);
            }
}

/// The gradient before ReLU.
INLINE vector slope_of(const ckernels_activation *layer, const float *x, const float *dy, size_t at,
                       size_t c, size_t left) {
    const vector_mask is_on = preactivation(layer, x, at, c, left) > splat(0);
    return choose(is_on, load_part(dy + at, left), splat(0));
}

static void activation_gradient_sums(const ckernels_activation *layer, const float *x,
                                     const float *dy, const uint8_t *winners, const float *mean,
                                     double *gradient_sum, double *product_sum) {
    const size_t channels = layer->channels;
    for (size_t c = 0; c < channels; c++) gradient_sum[c] = product_sum[c] = 0;
    if (winners) {
        pooled_gradient_sums(layer, x, dy, winners, mean, gradient_sum, product_sum);
        return;
    }
    const size_t rows = layer->samples * layer->height * layer->width;
    for (size_t first = 0; first < rows; first += SUM_LENGTH)
        for (size_t c = 0; c < channels; c += VECTOR_WIDTH) {
            const size_t left = channels - c;
            const vector origin = load_part(mean + c, left);
            vector sums = splat(0), products = splat(0);
            for (size_t row = first; row < smaller(first + SUM_LENGTH, rows); row++) {
                const size_t at = row * channels + c;
                const vector slope = slope_of(layer, x, dy, at, c, left);
                sums += slope;
                products = multiply_add(slope, load_part(x + at, left) - origin, products);
            }
            add_to_totals(gradient_sum + c, sums, left);
            add_to_totals(product_sum + c, products, left);
        }
}

/// Writes one vector of the input's gradient, and of the shortcut's.
INLINE void store_gradients(const ckernels_input_gradient *rule, vector slope, const float *x,
                            size_t at, size_t c, size_t left, float *dx, float *shortcut_gradient) {
    const vector on_input = multiply_add(load_part(rule->on_input + c, left),
                                         load_part(x + at, left), load_part(rule->constant + c, left));
    store_part(dx + at, multiply_add(load_part(rule->on_gradient + c, left), slope, on_input), left);
    if (shortcut_gradient) store_part(shortcut_gradient + at, slope, left);
}

/// The pixels of an odd last row or column, which pooling drops.
static void dropped_backward(const ckernels_activation *layer, const ckernels_input_gradient *rule,
                             size_t sample, const float *x, float *dx, float *shortcut_gradient) {
    for (size_t row = 0; row < layer->height; row++) {
        const size_t first = row < layer->height / 2 * 2 ? layer->width / 2 * 2 : 0;
        for (size_t column = first; column < layer->width; column++) {
            const size_t pixel = (sample * layer->height + row) * layer->width + column;
            for (size_t c = 0; c < layer->channels; c += VECTOR_WIDTH)
                store_gradients(rule, splat(0), x, pixel * layer->channels + c, c,
                                layer->channels - c, dx, shortcut_gradient);
        }
    }
}

/// The gradient of pooled values with a bias: that of the output where a value won, else 0.
static void pooled_bias_backward(const ckernels_activation *layer, const float *dy,
                                 const uint8_t *winners, float *dx) {
    const size_t image = layer->height * layer->width * layer->channels;
    const int drops = layer->height % 2 > 0 || layer->width % 2 > 0;
    for (size_t sample = 0; sample < layer->samples; sample++) {
        if (drops) memset(dx + sample * image, 0, image * sizeof *dx);
        FOR_EACH_POOLED(layer, sample, {
            const vector_mask winner = load_winners(winners + at, left);
            const vector slope = load_part(dy + at, left);
            UNROLL for (int32_t i = 0; i < 4; i++)
                store_part(dx + block.start + block.steps[i] + c,
                           choose(winner == i, slope, splat(0)), left);
        })
    }
}

static void activation_backward(const ckernels_activation *layer,
                                const ckernels_input_gradient *rule, const float *x,
                                const float *dy, const uint8_t *winners, float *dx,
                                float *shortcut_gradient) {
    const size_t channels = layer->channels;
    const size_t rows = layer->samples * layer->height * layer->width;
    if (!winners) {
        for (size_t row = 0; row < rows; row++)
            for (size_t c = 0; c < channels; c += VECTOR_WIDTH) {
                const size_t at = row * channels + c;
                store_gradients(rule, slope_of(layer, x, dy, at, c, channels - c), x, at, c,
                                channels - c, dx, shortcut_gradient);
            }
        return;
    }
    if (!x) {
        pooled_bias_backward(layer, dy, winners, dx);
        return;
    }
    for (size_t sample = 0; sample < layer->samples; sample++) {
        FOR_EACH_POOLED(layer, sample, {
            const vector_mask winner = load_winners(winners + at, left);
            const vector slope = load_part(dy + at, left);
            UNROLL for (int32_t i = 0; i < 4; i++)
                store_gradients(rule, choose(winner == i, slope, splat(0)), x,
                                block.start + block.steps[i] + c, c, left, dx, shortcut_gradient);
        })
        dropped_backward(layer, rule, sample, x, dx, shortcut_gradient);
    }
}
