// The activation after a convolution, in one pass over its output: scale and offset for each
// channel (a normalisation or a bias), an optional shortcut, ReLU, and optional 2x2 max pooling.
// Also the sums that a normalisation needs before it.
#pragma once

#include "activation_parts.h"

INLINE void sum_rows(size_t c, size_t count, const float *x, size_t first, size_t end,
                     size_t channels, const float *shift, double *sum, double *square_sum) {
    const vector origin = load_part(shift + c, count);
    vector sums = splat(0), squares = splat(0);
    for (size_t row = first; row < end; row++) {
        const vector d = load_part(x + row * channels + c, count) - origin;
        sums += d;
        squares = multiply_add(d, d, squares);
    }
    add_to_totals(sum + c, sums, count);
    add_to_totals(square_sum + c, squares, count);
}

/// Adds the sums of x - shift and of its square for each channel of (rows, channels).
static void add_channel_sums(const float *x, size_t rows, size_t channels, const float *shift,
                             double *sum, double *square_sum) {
    for (size_t first = 0; first < rows; first += SUM_LENGTH) {
        const size_t end = smaller(first + SUM_LENGTH, rows);
        FOR_EACH_VECTOR(channels, sum_rows, x, first, end, channels, shift, sum, square_sum)
    }
}

static void channel_sums(const float *x, size_t rows, size_t channels, const float *shift,
                         double *sum, double *square_sum) {
    for (size_t c = 0; c < channels; c++) sum[c] = square_sum[c] = 0;
    add_channel_sums(x, rows, channels, shift, sum, square_sum);
}

INLINE void pool(size_t c, size_t count, pooled_line line, const ckernels_activation *layer,
                 size_t column, const float *x, float *y, uint8_t *winners) {
    const channel_rule rule = rule_of(layer, c, count);
    const pooling_block block = block_of(layer, line, column, c);
    vector best = preactivation(rule, layer, x, block.start, count);
    vector_mask winner = {0};
    UNROLL for (int32_t i = 1; i < 4; i++) {
        const vector value = preactivation(rule, layer, x, block.start + block.steps[i], count);
        // A NaN wins and stays, so that it gets through to the loss, where it is detected.
        const vector_mask wins = (value > best) | (value != value);
        best = choose(wins, value, best);
        winner = (wins & i) | (~wins & winner);
    }
    const vector_mask is_off = best <= splat(0);
    store_winners(winners + block.at, (is_off & CKERNELS_NO_WINNER) | (~is_off & winner), count);
    store_part(y + block.at, rectified(best), count);
}

INLINE void activate(size_t c, size_t count, const ckernels_activation *layer, const float *x,
                     float *y, size_t row) {
    const size_t at = row * layer->channels + c;
    const channel_rule rule = rule_of(layer, c, count);
    store_part(y + at, rectified(preactivation(rule, layer, x, at, count)), count);
}

/// Reads the values in memory order, since in a forward pass they are usually not in the cache.
static void activation_forward(const ckernels_activation *given, const float *x, float *y,
                               uint8_t *winners) {
    // A local copy, which the compiler can tell is not changed by stores to `y`.
    const ckernels_activation own = *given, *const layer = &own;
    if (winners) {
        for (size_t sample = 0; sample < layer->samples; sample++)
            for (size_t row = 0; row < layer->height / 2; row++)
                for (size_t column = 0; column < layer->width / 2; column++)
                    FOR_EACH_VECTOR(layer->channels, pool, (pooled_line){sample, row}, layer,
                                    column, x, y, winners)
        return;
    }
    const size_t rows = layer->samples * layer->height * layer->width;
    for (size_t row = 0; row < rows; row++)
        FOR_EACH_VECTOR(layer->channels, activate, layer, x, y, row)
}
