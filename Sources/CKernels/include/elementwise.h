#ifndef CKERNELS_ELEMENTWISE_H
#define CKERNELS_ELEMENTWISE_H

#include <stddef.h>

/// x = max(x, 0); a NaN stays one.
void ckernels_rectify(float *x, size_t count);

/// dy = 0 where the rectified output `y` is 0.
void ckernels_rectify_gradient(const float *y, float *dy, size_t count);

/// x *= factors.
void ckernels_multiply(float *x, const float *factors, size_t count);

#endif
