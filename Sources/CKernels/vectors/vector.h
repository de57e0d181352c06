// The vector type of all kernels, in three widths: one source is compiled once for each instruction
// set. The .c file that includes it defines:
//
//     #define VECTOR_WIDTH 16      floats in a vector: 4, 8 or 16
//     #define VECTOR_HAS_FMA 1     whether the processor has a fused multiply-add
//     #define PRODUCT_ROWS 8       rows of accumulators that fit into the registers; see product.h
//     #define CACHE_FLOATS 280000  floats that stay in the second-level cache; see convolution.h
//
// A lane is always a channel, and no kernel adds lanes to each other, except `patch_sums`, where
// sixteen lanes are pixels whatever the width. So a result has the same bits in every width; only
// the fused multiply-add makes a difference.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// The compiler keeps arrays of vectors in registers only if the loops over them are fully unrolled.
#define UNROLL _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))

typedef float vector __attribute__((ext_vector_type(VECTOR_WIDTH)));
typedef int32_t vector_mask __attribute__((ext_vector_type(VECTOR_WIDTH)));
typedef uint32_t vector_bits __attribute__((ext_vector_type(VECTOR_WIDTH)));

INLINE vector load(const float *x) {
    vector v;
    memcpy(&v, x, sizeof v);
    return v;
}

INLINE void store(float *x, vector v) { memcpy(x, &v, sizeof v); }

INLINE vector splat(float value) { return (vector)value; }

/// a * b + c.
INLINE vector multiply_add(vector a, vector b, vector c) {
#if VECTOR_HAS_FMA
    return __builtin_elementwise_fma(a, b, c);
#else
    return a * b + c;
#endif
}

/// The first `count` floats, and zeros.
INLINE vector load_part(const float *x, size_t count) {
    if (count >= VECTOR_WIDTH) return load(x);
    vector v = {0};
    memcpy(&v, x, count * sizeof *x);
    return v;
}

/// Stores the first `count` lanes.
INLINE void store_part(float *x, vector v, size_t count) {
    if (count >= VECTOR_WIDTH) store(x, v);
    else memcpy(x, &v, count * sizeof *x);
}

/// Lane by lane: `a` where `mask` is -1, `b` where it is 0.
INLINE vector choose(vector_mask mask, vector a, vector b) {
    vector_mask bits_a, bits_b;
    memcpy(&bits_a, &a, sizeof a);
    memcpy(&bits_b, &b, sizeof b);
    const vector_mask bits = (mask & bits_a) | (~mask & bits_b);
    vector chosen;
    memcpy(&chosen, &bits, sizeof bits);
    return chosen;
}

/// max(x, 0), but a NaN stays a NaN, so that it gets through to the loss, where it is detected.
INLINE vector rectified(vector x) { return choose(x <= splat(0), splat(0), x); }

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

INLINE size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/// The number of channels of packed weights and padded images is a multiple of this.
#ifndef CHANNEL_BLOCK
#define CHANNEL_BLOCK 16
#endif

INLINE size_t padded_channels(size_t channels) {
    return (channels + CHANNEL_BLOCK - 1) / CHANNEL_BLOCK * CHANNEL_BLOCK;
}
