// The limit that other kernels are measured against.
#pragma once

#include "vector.h"

/// Runs independent chains of multiply-adds that touch no memory; returns how many scalar
/// multiply-adds that were.
static size_t multiply_adds(size_t rounds) {
    enum { CHAINS = 12 };
    vector sum[CHAINS];
    UNROLL for (size_t i = 0; i < CHAINS; i++) sum[i] = splat((float)i);
    vector factor = splat(0.999f), term = splat(1e-3f);
    for (size_t round = 0; round < rounds; round++) {
        UNROLL for (size_t i = 0; i < CHAINS; i++) sum[i] = multiply_add(factor, sum[i], term);
        // Or the compiler would see that the sums are known.
        __asm__ volatile("" : "+x"(factor), "+x"(term));
    }
    vector total = splat(0);
    UNROLL for (size_t i = 0; i < CHAINS; i++) total += sum[i];
    volatile float used = total[0];
    (void)used;
    return rounds * CHAINS * VECTOR_WIDTH;
}
