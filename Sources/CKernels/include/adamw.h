#ifndef CKERNELS_ADAMW_H
#define CKERNELS_ADAMW_H

#include <stddef.h>

/// The constants of one step of AdamW; `share1` and `share2` are 1 - beta, rounded once.
typedef struct {
    float beta1, beta2, share1, share2, epsilon;
    /// What gradient sums are multiplied with.
    float mean;
    /// The part of each parameter that weight decay leaves.
    float kept;
    /// The learning rate over the first moment's correction.
    float step_size;
    /// One over the root of the second moment's correction.
    float inverse_root;
} ckernels_adamw;

/// Changes parameters and both moments by the gradients' sums. The buffers must not overlap.
void ckernels_adamw_step(const ckernels_adamw *constants, float *parameters,
                         const float *gradient_sums, float *first_moment, float *second_moment,
                         size_t count);

#endif
