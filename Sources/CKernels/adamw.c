#include "adamw.h"

// The same bits on every processor: no fused multiply-adds, only operations whose rounding IEEE 754
// defines. Not sqrtf: it may set errno, which keeps the compiler from vectorising the loop.
#pragma STDC FP_CONTRACT OFF

void ckernels_adamw_step(const ckernels_adamw *constants, float *restrict parameters,
                         const float *restrict gradient_sums, float *restrict first_moment,
                         float *restrict second_moment, size_t count) {
    const ckernels_adamw k = *constants;
    for (size_t i = 0; i < count; i++) {
        const float gradient = gradient_sums[i] * k.mean;
        const float m = k.beta1 * first_moment[i] + k.share1 * gradient;
        const float v = k.beta2 * second_moment[i] + k.share2 * gradient * gradient;
        first_moment[i] = m;
        second_moment[i] = v;
        const float divisor = __builtin_elementwise_sqrt(v) * k.inverse_root + k.epsilon;
        parameters[i] = k.kept * parameters[i] - k.step_size * m / divisor;
    }
}
