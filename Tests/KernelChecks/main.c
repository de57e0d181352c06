// Runs a convolution in every set of kernels that the processor has, and compares it to the
// definition in double. Needs nothing but the kernels, so that an emulator of another processor can
// run it: see scripts/check-kernels. Prints a line for each set:
//
//     NAME forward ERROR input ERROR weights ERROR bits HASH
//
// with relative errors of norms and a hash of all results. Exit code 1 if an error is too large.
#include "kernel_set.h"
#include "numbers.h"

#include <math.h>
#include <stdio.h>

static double norm_error(const float *values, const double *expected, size_t count) {
    double difference = 0, norm = 0;
    for (size_t i = 0; i < count; i++) {
        difference += (values[i] - expected[i]) * (values[i] - expected[i]);
        norm += expected[i] * expected[i];
    }
    return sqrt(difference / norm);
}

/// FNV-1a over the bits.
static uint64_t hash(uint64_t hash, const float *values, size_t count) {
    for (size_t i = 0; i < count * sizeof *values; i++)
        hash = (hash ^ ((const uint8_t *)values)[i]) * 0x100000001b3;
    return hash;
}

typedef struct {
    ckernels_convolution shape;
    size_t samples, x_count, y_count, weight_count;
    float *x, *dy, *weight;
    double *y, *dx, *weight_gradient;
} problem;

static problem make_problem(ckernels_convolution shape, size_t samples) {
    const size_t height = shape.output_height;
    const size_t width = shape.output_width;
    problem p = {.shape = shape, .samples = samples};
    p.x_count = samples * shape.height * shape.width * shape.inputs;
    p.y_count = samples * height * width * shape.outputs;
    p.weight_count = 9 * shape.inputs * shape.outputs;
    p.x = numbers(p.x_count);
    p.dy = numbers(p.y_count);
    p.weight = numbers(p.weight_count);
    p.y = allocate(p.y_count, sizeof(double));
    p.dx = allocate(p.x_count, sizeof(double));
    p.weight_gradient = allocate(p.weight_count, sizeof(double));
    for (size_t to = 0; to < p.y_count; to++)
        for (size_t k = 0; k < 9 * shape.inputs; k++) {
            const size_t o = to % shape.outputs, pixel = to / shape.outputs;
            const size_t tap = k / shape.inputs, input = k % shape.inputs;
            // Unsigned: what is left of or above the image is beyond its other end, too.
            const size_t row = pixel / width % height + tap / 3 - shape.padding;
            const size_t column = pixel % width + tap % 3 - shape.padding;
            if (row >= shape.height || column >= shape.width) continue;
            const size_t sample = pixel / width / height;
            const size_t from =
                ((sample * shape.height + row) * shape.width + column) * shape.inputs + input;
            const size_t w = k * shape.outputs + o;
            p.y[to] += (double)p.x[from] * p.weight[w];
            p.dx[from] += (double)p.dy[to] * p.weight[w];
            p.weight_gradient[w] += (double)p.dy[to] * p.x[from];
        }
    return p;
}

/// The largest errors of all problems, and the hash of all results.
typedef struct {
    double forward, input, weights;
    uint64_t bits;
} verdict;

static void check(const ckernels_set *set, const problem *p, verdict *v) {
    const ckernels_convolution *shape = &p->shape;
    float *packed = floats(set->convolution_packed_count(shape, 0));
    float *transposed = floats(set->convolution_packed_count(shape, 1));
    float *scratch = floats(set->convolution_scratch_count(shape, p->samples));
    float *y = floats(p->y_count), *dx = floats(p->x_count), *gradient = floats(p->weight_count);
    set->convolution_pack(shape, p->weight, packed, transposed, scratch);
    set->convolution_forward(shape, p->samples, p->x, packed,
                             &(ckernels_convolution_outputs){.y = y}, scratch);
    set->convolution_backward(shape, p->samples, p->x, &(ckernels_output_gradient){.dy = p->dy},
                              transposed, gradient, dx, scratch);
    v->forward = fmax(v->forward, norm_error(y, p->y, p->y_count));
    v->input = fmax(v->input, norm_error(dx, p->dx, p->x_count));
    v->weights = fmax(v->weights, norm_error(gradient, p->weight_gradient, p->weight_count));
    v->bits = hash(hash(hash(v->bits, y, p->y_count), dx, p->x_count), gradient, p->weight_count);
    free(packed), free(transposed), free(scratch), free(y), free(dx), free(gradient);
}

int main(void) {
    // The first is computed by the way for few channels, the second by transforms.
    const problem problems[] = {
        make_problem((ckernels_convolution){10, 13, 1, 20, 1, 10, 13, 0}, 2),
        make_problem((ckernels_convolution){11, 9, 20, 33, 0, 9, 7, 0}, 3),
    };
    int code = 0;
    for (size_t i = 0; i < ckernels_set_count(); i++) {
        const ckernels_set *set = ckernels_set_at(i);
        verdict v = {.bits = 0xcbf29ce484222325};
        for (size_t p = 0; p < sizeof problems / sizeof *problems; p++) check(set, problems + p, &v);
        printf("%s forward %.1e input %.1e weights %.1e bits %016llx\n", set->name, v.forward,
               v.input, v.weights, (unsigned long long)v.bits);
        // Written so that a NaN is too large.
        if (!(v.forward <= 3e-6 && v.input <= 3e-6 && v.weights <= 5e-6)) code = 1;
    }
    return code;
}
