#include "elementwise.h"

void ckernels_relu(float *x, size_t count) {
    // "x < 0 ? 0 : x", not "x > 0 ? x : 0": a NaN must get through to the loss, where it is
    // detected.
    for (size_t i = 0; i < count; i++) x[i] = x[i] < 0 ? 0 : x[i];
}

void ckernels_relu_backward(const float *restrict y, float *restrict dy, size_t count) {
    for (size_t i = 0; i < count; i++) dy[i] = y[i] > 0 ? dy[i] : 0;
}

void ckernels_multiply(float *restrict x, const float *restrict factors, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] *= factors[i];
}
