#ifndef CKERNELS_ADAMW_H
#define CKERNELS_ADAMW_H

#include <stddef.h>

/// The constants of one step t of AdamW (Loshchilov and Hutter, 2019); `share1` and `share2` are
/// 1 - beta, rounded once.
typedef struct {
    float beta1, beta2, share1, share2, epsilon;
    /// 1 / number of samples: makes mean gradients of their sums.
    float mean;
    /// 1 - learning rate * weight decay.
    float kept;
    /// learning rate / (1 - beta1^t).
    float step_size;
    /// 1 / sqrt(1 - beta2^t).
    float inverse_root;
} ckernels_adamw;

/// Updates `count` parameters and their two moments. The buffers must not overlap.
void ckernels_adamw_step(const ckernels_adamw *constants, float *parameters,
                         const float *gradient_sums, float *first_moment, float *second_moment,
                         size_t count);

#endif
