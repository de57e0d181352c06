// The table of one instruction set: the kernels as compiled for it. Each .c file of CKernels that
// sets VECTOR_WIDTH includes this file once.
#include "activation.h"
#include "activation_gradient.h"
#include "convolution.h"
#include "dense.h"
#include "patch_sums.h"
#include "peak.h"

#define KERNEL_TABLE(set_name)                                                                     \
    {                                                                                              \
        .name = set_name, .convolution_packed_count = convolution_packed_count,                    \
        .convolution_scratch_count = convolution_scratch_count,                                    \
        .convolution_pack = convolution_pack, .convolution_forward = convolution_forward,          \
        .convolution_backward = convolution_backward, .patch_sums = patch_sums,                    \
        .dense_packed_count = dense_packed_count, .dense_scratch_count = dense_scratch_count,      \
        .dense_pack = dense_pack, .dense_forward = dense_forward,                                  \
        .dense_backward = dense_backward,                                                          \
        .channel_sums = channel_sums, .activation_forward = activation_forward,                    \
        .activation_gradient_sums = activation_gradient_sums,                                      \
        .activation_backward = activation_backward, .multiply_adds = multiply_adds,                \
    }
