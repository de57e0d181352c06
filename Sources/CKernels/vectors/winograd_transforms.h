// The six transforms of Winograd's minimal filtering F(4x4, 3x3), for one vector of channels.
//
// Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015, with the points 0,
// ±√½, ±√2 and infinity. Their rounding errors are a third of those of the usual 0, ±1, ±2 and
// infinity (Barabasz et al., "Error analysis and improving the accuracy of Winograd convolution",
// 2020). In one dimension, with data d (6), kernel g (3) and output y (4):
//     y = Aᵀ [(G g) ⊙ (Bᵀ d)],
// and, since y is linear in g and in d, with the output's gradient dy:
//     dg = Gᵀ [(A dy) ⊙ (Bᵀ d)],    dd = B [(A dy) ⊙ (G g)].
#pragma once

#include "vector.h"

enum { TILE = 4, PATCH = 6, POSITIONS = PATCH * PATCH };

#define ROOT_HALF 0.70710678118654752f
#define ROOT_TWO 1.41421356237309505f

/// Bᵀ d.
INLINE void transform_data(const vector d[PATCH], vector t[PATCH]) {
    t[0] = multiply_add(splat(-2.5f), d[2], d[0]) + d[4];
    const vector even_a = multiply_add(splat(-2.0f), d[2], d[4]);
    const vector odd_a = multiply_add(splat(-2.0f), d[1], d[3]);
    t[1] = multiply_add(splat(ROOT_HALF), odd_a, even_a);
    t[2] = multiply_add(splat(-ROOT_HALF), odd_a, even_a);
    const vector even_b = multiply_add(splat(-0.5f), d[2], d[4]);
    const vector odd_b = multiply_add(splat(-0.5f), d[1], d[3]);
    t[3] = multiply_add(splat(ROOT_TWO), odd_b, even_b);
    t[4] = multiply_add(splat(-ROOT_TWO), odd_b, even_b);
    t[5] = multiply_add(splat(-2.5f), d[3], d[1]) + d[5];
}

/// B t, the transpose of `transform_data`.
INLINE void transform_data_gradient(const vector t[PATCH], vector d[PATCH]) {
    const vector sum_a = t[1] + t[2], sum_b = t[3] + t[4];
    const vector odd_a = splat(ROOT_HALF) * (t[1] - t[2]);
    const vector odd_b = splat(ROOT_TWO) * (t[3] - t[4]);
    d[0] = t[0];
    d[1] = multiply_add(splat(-2.0f), odd_a, multiply_add(splat(-0.5f), odd_b, t[5]));
    d[2] = multiply_add(splat(-2.5f), t[0],
                        multiply_add(splat(-2.0f), sum_a, splat(-0.5f) * sum_b));
    d[3] = multiply_add(splat(-2.5f), t[5], odd_a + odd_b);
    d[4] = t[0] + (sum_a + sum_b);
    d[5] = t[5];
}

/// Aᵀ m.
INLINE void transform_output(const vector m[PATCH], vector y[TILE]) {
    const vector sum_a = m[1] + m[2], sum_b = m[3] + m[4];
    const vector odd_a = splat(ROOT_HALF) * (m[1] - m[2]);
    const vector odd_b = splat(ROOT_TWO) * (m[3] - m[4]);
    y[0] = m[0] + (sum_a + sum_b);
    y[1] = odd_a + odd_b;
    y[2] = multiply_add(splat(0.5f), sum_a, splat(2.0f) * sum_b);
    y[3] = multiply_add(splat(0.5f), odd_a, multiply_add(splat(2.0f), odd_b, m[5]));
}

/// A dy.
INLINE void transform_output_gradient(const vector y[TILE], vector t[PATCH]) {
    const vector even_a = multiply_add(splat(0.5f), y[2], y[0]);
    const vector odd_a = multiply_add(splat(0.5f), y[3], y[1]);
    const vector even_b = multiply_add(splat(2.0f), y[2], y[0]);
    const vector odd_b = multiply_add(splat(2.0f), y[3], y[1]);
    t[0] = y[0];
    t[1] = multiply_add(splat(ROOT_HALF), odd_a, even_a);
    t[2] = multiply_add(splat(-ROOT_HALF), odd_a, even_a);
    t[3] = multiply_add(splat(ROOT_TWO), odd_b, even_b);
    t[4] = multiply_add(splat(-ROOT_TWO), odd_b, even_b);
    t[5] = y[3];
}

/// G g.
INLINE void transform_kernel(const vector g[3], vector t[PATCH]) {
    const vector even_a = splat(-2.0f / 3) * multiply_add(splat(0.5f), g[2], g[0]);
    const vector odd_a = splat(-2.0f / 3 * ROOT_HALF) * g[1];
    const vector even_b = splat(1.0f / 6) * multiply_add(splat(2.0f), g[2], g[0]);
    const vector odd_b = splat(ROOT_TWO / 6) * g[1];
    t[0] = g[0];
    t[1] = even_a + odd_a;
    t[2] = even_a - odd_a;
    t[3] = even_b + odd_b;
    t[4] = even_b - odd_b;
    t[5] = g[2];
}

/// Gᵀ t.
INLINE void transform_kernel_gradient(const vector t[PATCH], vector g[3]) {
    const vector sum_a = splat(-2.0f / 3) * (t[1] + t[2]);
    const vector sum_b = splat(1.0f / 6) * (t[3] + t[4]);
    g[0] = t[0] + (sum_a + sum_b);
    g[1] = multiply_add(splat(-2.0f / 3 * ROOT_HALF), t[1] - t[2],
                        splat(ROOT_TWO / 6) * (t[3] - t[4]));
    g[2] = multiply_add(splat(0.5f), sum_a, multiply_add(splat(2.0f), sum_b, t[5]));
}

/// Applies a transform from OLD to NEW elements in both dimensions, first to the columns of `from`
/// (OLD x OLD), then to the rows; `to` has NEW x NEW elements.
#define TRANSFORM_2D(transform, OLD, NEW, from, to)                                                \
    do {                                                                                           \
        vector halfway[NEW][OLD];                                                                  \
        UNROLL for (size_t j = 0; j < OLD; j++) {                                                  \
            vector column[OLD], result[NEW];                                                       \
            UNROLL for (size_t i = 0; i < OLD; i++) column[i] = from[i][j];                        \
            transform(column, result);                                                             \
            UNROLL for (size_t i = 0; i < NEW; i++) halfway[i][j] = result[i];                     \
        }                                                                                          \
        UNROLL for (size_t i = 0; i < NEW; i++) transform(halfway[i], to[i]);                      \
    } while (0)
