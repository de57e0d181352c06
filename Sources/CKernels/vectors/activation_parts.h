// What the forward and the backward pass of an activation share: loops over vectors of channels,
// the value before ReLU, and which value of a 2x2 block won. `count` is a number of channels, at
// most VECTOR_WIDTH.
#pragma once

#include "../include/kernel_set.h"
#include "vector.h"

enum {
    /// The number of rows that are summed in float before the sum is added to a double.
    SUM_LENGTH = 64,
    /// The number of values that the backward pass processes for all vectors of channels in turn:
    /// few enough to stay in the first-level cache.
    BLOCK_VALUES = 1024,
};

typedef uint8_t pool_indices __attribute__((ext_vector_type(VECTOR_WIDTH)));

INLINE vector_mask load_winners(const uint8_t *winners, size_t count) {
    pool_indices codes = {0};
    memcpy(&codes, winners, count);
    return __builtin_convertvector(codes, vector_mask);
}

INLINE void store_winners(uint8_t *winners, vector_mask winner, size_t count) {
    const pool_indices codes = __builtin_convertvector(winner, pool_indices);
    memcpy(winners, &codes, count);
}

/// Adds the float sums of some channels to totals in double.
INLINE void add_to_totals(double *totals, vector sums, size_t count) {
    float lanes[VECTOR_WIDTH];
    memcpy(lanes, &sums, sizeof sums);
    for (size_t lane = 0; lane < count; lane++) totals[lane] += (double)lanes[lane];
}

/// Calls `body(c, count, …)` for all channels, `count` of them from `c` on. The body is inlined
/// twice: with the constant VECTOR_WIDTH, and for a shorter rest.
#define FOR_EACH_VECTOR(channels, body, ...)                                                       \
    for (size_t c = 0; c < (channels); c += VECTOR_WIDTH) {                                        \
        if ((channels) - c >= VECTOR_WIDTH) body(c, VECTOR_WIDTH, __VA_ARGS__);                    \
        else body(c, (channels) - c, __VA_ARGS__);                                                 \
    }

/// Scale and offset of some channels.
typedef struct {
    vector scale, offset;
} channel_rule;

INLINE channel_rule rule_of(const ckernels_activation *layer, size_t c, size_t count) {
    return (channel_rule){load_part(layer->scale + c, count), load_part(layer->offset + c, count)};
}

/// The value before ReLU, computed by the same operations in every pass, so that it has the same
/// sign.
INLINE vector preactivation(channel_rule rule, const ckernels_activation *layer, const float *x,
                            size_t at, size_t count) {
    const vector value = multiply_add(load_part(x + at, count), rule.scale, rule.offset);
    return layer->shortcut ? value + load_part(layer->shortcut + at, count) : value;
}

/// One row of a sample's pooled outputs.
typedef struct {
    size_t sample, row;
} pooled_line;

/// Calls `body(c, count, line, layer, …)` for all channels of all rows of pooled outputs.
#define FOR_EACH_LINE(layer, body, ...)                                                            \
    for (size_t sample = 0; sample < (layer)->samples; sample++)                                   \
        for (size_t row = 0; row < (layer)->height / 2; row++) {                                   \
            const pooled_line line = {sample, row};                                                \
            FOR_EACH_VECTOR((layer)->channels, body, line, layer, __VA_ARGS__)                     \
        }

/// Offsets of a pooled output (`at`), of its 2x2 block (`start`), and of the block's four values
/// from there (`steps`).
typedef struct {
    size_t at, start, steps[4];
} pooling_block;

INLINE pooling_block block_of(const ckernels_activation *layer, pooled_line line, size_t column,
                              size_t c) {
    const size_t channels = layer->channels, width = layer->width;
    const size_t output_row = line.sample * (layer->height / 2) + line.row;
    const size_t input_row = line.sample * layer->height + 2 * line.row;
    return (pooling_block){
        .at = (output_row * (width / 2) + column) * channels + c,
        .start = (input_row * width + 2 * column) * channels + c,
        .steps = {0, channels, width * channels, (width + 1) * channels}};
}
