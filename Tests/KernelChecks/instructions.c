// Runs each kernel of one set once on a fixed problem, for callgrind to count its instructions: see
// scripts/check-kernel-code. Prints the operations in the order in which they run.
//
//     instructions SET
//
// Exit code 69 if the processor lacks the set.
#include "kernel_set.h"
#include "numbers.h"

#include <stdio.h>

// The C library chooses its copies by the processor, and counts would differ from one to the next.
// The kernels call these instead.
#define NO_LIBRARY __attribute__((no_builtin, noinline))

NO_LIBRARY void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    typedef struct __attribute__((packed)) { uint64_t a, b; } chunk;
    size_t i = 0;
    for (; i + sizeof(chunk) <= count; i += sizeof(chunk))
        *(chunk *)((char *)to + i) = *(const chunk *)((const char *)from + i);
    for (; i < count; i++) ((char *)to)[i] = ((const char *)from)[i];
    return to;
}

NO_LIBRARY void *memset(void *to, int byte, size_t count) {
    typedef struct __attribute__((packed)) { uint64_t a, b; } chunk;
    const uint64_t bytes = (uint8_t)byte * 0x0101010101010101;
    size_t i = 0;
    for (; i + sizeof(chunk) <= count; i += sizeof(chunk))
        *(chunk *)((char *)to + i) = (chunk){bytes, bytes};
    for (; i < count; i++) ((char *)to)[i] = (char)byte;
    return to;
}

typedef void operation(const ckernels_set *set, const void *problem);

/// What callgrind counts: it collects in this function alone, and writes a file at its end.
__attribute__((noinline)) static void measured(operation *run, const ckernels_set *set,
                                               const void *problem) {
    run(set, problem);
    // Or the call would be a jump, and this function would not be seen to end.
    __asm__ volatile("");
}

static void measure(const char *name, operation *run, const ckernels_set *set,
                    const void *problem) {
    puts(name);
    measured(run, set, problem);
}

typedef struct {
    ckernels_convolution shape;
    size_t samples;
    float *x, *y, *weight, *packed, *transposed, *weight_gradient, *dx, *scratch;
} convolution;

static void convolution_pack(const ckernels_set *set, const void *problem) {
    const convolution *p = problem;
    set->convolution_pack(&p->shape, p->weight, p->packed, p->transposed, p->scratch);
}

static void convolution_forward(const ckernels_set *set, const void *problem) {
    const convolution *p = problem;
    set->convolution_forward(&p->shape, p->samples, p->x, p->packed,
                             &(ckernels_convolution_outputs){.y = p->y}, p->scratch);
}

static void convolution_backward(const ckernels_set *set, const void *problem) {
    const convolution *p = problem;
    set->convolution_backward(&p->shape, p->samples, p->x, &(ckernels_output_gradient){.dy = p->y},
                              p->transposed, p->weight_gradient, p->dx, p->scratch);
}

static void patch_sums(const ckernels_set *set, const void *problem) {
    const convolution *p = problem;
    double *sums = allocate(90, sizeof *sums);
    set->patch_sums(&p->shape, p->samples, p->x, sums, sums + 9, p->scratch);
}

/// - parameter names: of packing, of the forward and of the backward pass.
static convolution measure_convolution(const ckernels_set *set, const char *const names[3],
                                       ckernels_convolution shape, size_t samples, int has_dx) {
    const size_t x_count = samples * shape.height * shape.width * shape.inputs;
    const size_t y_count =
        samples * shape.output_height * shape.output_width * shape.outputs;
    const size_t weight_count = 9 * shape.inputs * shape.outputs;
    const convolution p = {
        .shape = shape,
        .samples = samples,
        .x = numbers(x_count),
        .y = numbers(y_count),
        .weight = numbers(weight_count),
        .packed = floats(set->convolution_packed_count(&shape, 0)),
        .transposed = has_dx ? floats(set->convolution_packed_count(&shape, 1)) : NULL,
        .weight_gradient = floats(weight_count),
        .dx = has_dx ? floats(x_count) : NULL,
        .scratch = floats(set->convolution_scratch_count(&shape, samples)),
    };
    measure(names[0], convolution_pack, set, &p);
    measure(names[1], convolution_forward, set, &p);
    measure(names[2], convolution_backward, set, &p);
    return p;
}

typedef struct {
    ckernels_dense shape;
    size_t samples;
    float *x, *y, *weight, *bias, *packed, *transposed, *weight_gradient, *bias_gradient, *dx;
    float *scratch;
} dense;

static void dense_pack(const ckernels_set *set, const void *problem) {
    const dense *p = problem;
    set->dense_pack(&p->shape, p->weight, p->packed, p->transposed, p->scratch);
}

static void dense_forward(const ckernels_set *set, const void *problem) {
    const dense *p = problem;
    set->dense_forward(&p->shape, p->samples, p->x, p->packed, p->bias, p->y,
                       p->scratch);
}

static void dense_backward(const ckernels_set *set, const void *problem) {
    const dense *p = problem;
    set->dense_backward(&p->shape, p->samples, p->x, p->y, p->transposed,
                        p->weight_gradient, p->bias_gradient, p->dx, p->scratch);
}

static void measure_dense(const ckernels_set *set, size_t inputs, size_t outputs, size_t samples) {
    const ckernels_dense shape = {.inputs = inputs, .outputs = outputs};
    const dense p = {
        .shape = shape,
        .samples = samples,
        .x = numbers(samples * inputs),
        .y = numbers(samples * outputs),
        .weight = numbers(inputs * outputs),
        .bias = numbers(outputs),
        .packed = floats(set->dense_packed_count(&shape)),
        .transposed = floats(set->dense_packed_count(&shape)),
        .weight_gradient = floats(inputs * outputs),
        .bias_gradient = floats(outputs),
        .dx = floats(samples * inputs),
        .scratch = floats(set->dense_scratch_count(&shape, samples)),
    };
    measure("dense_pack", dense_pack, set, &p);
    measure("dense_forward", dense_forward, set, &p);
    measure("dense_backward", dense_backward, set, &p);
}

typedef struct {
    ckernels_activation layer;
    ckernels_input_gradient rule;
    float *x, *y, *mean, *dx, *shortcut_gradient;
    uint8_t *winners;
    double *sum, *second_sum;
} activation;

static void channel_sums(const ckernels_set *set, const void *problem) {
    const activation *p = problem;
    set->channel_sums(p->x, p->layer.samples * p->layer.height * p->layer.width,
                      p->layer.channels, p->mean, p->sum, p->second_sum);
}

static void activation_forward(const ckernels_set *set, const void *problem) {
    const activation *p = problem;
    set->activation_forward(&p->layer, p->x, p->y, p->winners);
}

static void activation_sums(const ckernels_set *set, const void *problem) {
    const activation *p = problem;
    set->activation_gradient_sums(&p->layer, p->x, p->y, p->winners, p->mean, p->sum,
                                  p->second_sum);
}

static void activation_backward(const ckernels_set *set, const void *problem) {
    const activation *p = problem;
    set->activation_backward(&p->layer, &p->rule, p->x, p->y, p->winners, p->dx,
                             p->shortcut_gradient);
}

/// - parameter names: of the forward pass, the gradient's sums and the backward pass.
static activation measure_activation(const ckernels_set *set, const char *const names[3],
                                     int has_shortcut, int is_pooled) {
    const size_t samples = 2, height = 9, width = 9, channels = 40;
    const size_t count = samples * height * width * channels;
    const activation p = {
        .layer = {samples, height, width, channels, numbers(channels), numbers(channels),
                  has_shortcut ? numbers(count) : NULL},
        .rule = {numbers(channels), numbers(channels), numbers(channels)},
        .x = numbers(count),
        .y = numbers(count),
        .mean = numbers(channels),
        .dx = floats(count),
        .shortcut_gradient = has_shortcut ? floats(count) : NULL,
        .winners = is_pooled ? allocate(count, 1) : NULL,
        .sum = allocate(channels, sizeof(double)),
        .second_sum = allocate(channels, sizeof(double)),
    };
    measure(names[0], activation_forward, set, &p);
    measure(names[1], activation_sums, set, &p);
    measure(names[2], activation_backward, set, &p);
    return p;
}

int main(int count, char **arguments) {
    const ckernels_set *set = NULL;
    for (size_t i = 0; count == 2 && i < ckernels_set_count(); i++)
        if (strcmp(ckernels_set_at(i)->name, arguments[1]) == 0) set = ckernels_set_at(i);
    if (!set) return 69;
    // Channels that fill their blocks, and channels, pixels and samples that do not.
    const convolution thin = measure_convolution(
        set, (const char *[]){"thin_pack", "thin_forward", "thin_backward"},
        (ckernels_convolution){13, 13, 1, 20, 1, 13, 13, 0}, 2, 0);
    measure("patch_sums", patch_sums, set, &thin);
    measure_convolution(
        set, (const char *[]){"winograd_pack", "winograd_forward", "winograd_backward"},
        (ckernels_convolution){12, 12, 32, 32, 1, 12, 12, 0}, 4, 1);
    measure_convolution(
        set, (const char *[]){"ragged_pack", "ragged_forward", "ragged_backward"},
        (ckernels_convolution){11, 9, 20, 33, 0, 9, 7, 1}, 3, 1);
    measure_dense(set, 100, 28, 13);
    const activation p = measure_activation(
        set, (const char *[]){"activation_forward", "activation_sums", "activation_backward"}, 1,
        0);
    measure_activation(set, (const char *[]){"pooled_forward", "pooled_sums", "pooled_backward"},
                       0, 1);
    measure("channel_sums", channel_sums, set, &p);
    return 0;
}
