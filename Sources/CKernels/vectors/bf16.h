// Values in bfloat16, and pairs of rows with the two values of a pair next to each other, which is
// the layout that the processor's bfloat16 products read.
#pragma once

#include <immintrin.h>

#include "vector.h"

typedef uint16_t operand;

/// Interleaves the two halves of 16 values each.
INLINE __m512i interleaved(__m512i halves) {
    const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24,
                                           8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    return _mm512_permutexvar_epi16(order, halves);
}

/// Rounds two rows of 16 floats and interleaves them.
INLINE __m512i as_pairs(vector even, vector odd) {
    return interleaved((__m512i)_mm512_cvtne2ps_pbh((__m512)odd, (__m512)even));
}

/// Loads two rows of 16 values, `stride` apart, and interleaves them.
INLINE __m512i load_pairs(const operand *row, size_t stride) {
    const __m256i even = _mm256_loadu_si256((const __m256i *)row);
    const __m256i odd = _mm256_loadu_si256((const __m256i *)(row + stride));
    return interleaved(_mm512_inserti64x4(_mm512_castsi256_si512(even), odd, 1));
}

INLINE void store_operand(operand *to, vector v, int is_bf16) {
    (void)is_bf16;
    const __m256bh half = _mm512_cvtneps_pbh((__m512)v);
    memcpy(to, &half, sizeof half);
}
