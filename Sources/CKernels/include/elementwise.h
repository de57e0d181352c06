#ifndef CKERNELS_ELEMENTWISE_H
#define CKERNELS_ELEMENTWISE_H

#include <stddef.h>

/// x = max(x, 0); a NaN stays a NaN.
void ckernels_relu(float *x, size_t count);

/// The backward pass of ReLU, in place: dy = 0 where its output `y` is 0.
void ckernels_relu_backward(const float *y, float *dy, size_t count);

/// x *= factors.
void ckernels_multiply(float *x, const float *factors, size_t count);

#endif
