// The peak of multiply-adds, which other kernels are measured against.
#pragma once

#include "vector.h"

/// Runs independent chains of multiply-adds that do not access memory. Returns the number of scalar
/// multiply-adds.
static size_t multiply_adds(size_t rounds) {
    enum { CHAINS = 12 };
    vector sum[CHAINS];
    UNROLL for (size_t i = 0; i < CHAINS; i++) sum[i] = splat((float)i);
    vector factor = splat(0.999f), term = splat(1e-3f);
    for (size_t round = 0; round < rounds; round++) {
        UNROLL for (size_t i = 0; i < CHAINS; i++) sum[i] = multiply_add(factor, sum[i], term);
        // Hides the constants from the compiler, which could otherwise compute the sums itself.
        __asm__ volatile("" : "+x"(factor), "+x"(term));
    }
    vector total = splat(0);
    UNROLL for (size_t i = 0; i < CHAINS; i++) total += sum[i];
    volatile float used = total[0];
    (void)used;
    return rounds * CHAINS * VECTOR_WIDTH;
}
