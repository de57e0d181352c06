// 3x3 convolution by Winograd's minimal filtering: a tile of 4x4 outputs needs 36 multiplications
// for each pair of channels instead of 144. For each of the 36 positions of a transformed patch,
// all tiles and channels together are one matrix product.
#pragma once

#include "output_image.h"
#include "padded_image.h"
#include "winograd_matrices.h"

/// The working memory of a block of images, cut out of scratch memory.
typedef struct {
    size_t rows;
    float *padded;
    /// An output image that is not kept, or its gradient.
    float *image;
    /// The transformed inputs, 36 matrices (rows, inputs), and in the backward pass the transformed
    /// output gradients (rows, outputs).
    operand *data, *gradients;
    /// The results of the matrix products: 36 matrices (rows, outputs), in the backward pass (rows,
    /// inputs). Null if they overwrite the factors.
    float *results;
    /// The transformed gradient of the weights, 36 matrices (group, outputs).
    float *weights;
    /// The products' own scratch memory.
    float *rest;
    size_t data_stride, gradient_stride;
} winograd_memory;

/// The number of input channels whose weight gradients are computed together. If all images are in
/// one block, the sums are complete at once, and those of a few channels can be transformed while
/// they are in the cache.
INLINE size_t group_of(const winograd_plan *plan, int is_one_block) {
    return is_one_block && OPERAND_GROUP > 0 ? OPERAND_GROUP : plan->inputs;
}

INLINE winograd_memory memory_of(const winograd_plan *plan, size_t images, size_t group,
                                 float *scratch) {
    winograd_memory memory;
    memory.rows = (images * plan->tiles + OPERAND_DEPTH - 1) / OPERAND_DEPTH * OPERAND_DEPTH;
    // A gap between the matrices, so that the 36 do not map to the same cache sets.
    memory.data_stride = memory.rows * plan->inputs + CHANNEL_BLOCK;
    memory.gradient_stride = memory.rows * plan->outputs + CHANNEL_BLOCK;
    memory.padded = scratch;
    const size_t pixels = plan->padded_height * plan->padded_width;
    memory.image = memory.padded + pixels * plan->inputs;
    memory.data = (operand *)(memory.image + pixels * plan->outputs);
    memory.gradients = memory.data + POSITIONS * memory.data_stride;
    float *after = (float *)(memory.gradients + POSITIONS * memory.gradient_stride);
    // In float, results overwrite factors that are no longer needed: outputs those of the
    // gradients, and input gradients those of the data.
    memory.results = sizeof(operand) == sizeof(float) ? NULL : after;
    if (memory.results) after += POSITIONS * larger(memory.data_stride, memory.gradient_stride);
    memory.weights = after;
    memory.rest = memory.weights + POSITIONS * matrix_stride(group, plan->outputs);
    return memory;
}

/// Clears the rows after the last tile, since products read whole groups of OPERAND_DEPTH rows.
static void clear_last_rows(operand *matrices, size_t stride, size_t columns, size_t tiles,
                            size_t rows) {
    for (size_t p = 0; tiles < rows && p < POSITIONS; p++)
        memset(matrices + p * stride + tiles * columns, 0,
               (rows - tiles) * columns * sizeof *matrices);
}

static void winograd_forward(const ckernels_convolution *shape, size_t samples, const float *x,
                             const float *packed, const ckernels_convolution_outputs *results,
                             size_t block, float *scratch) {
    const winograd_plan plan = plan_of(shape);
    const winograd_memory memory =
        memory_of(&plan, block, group_of(&plan, block >= samples), scratch);
    float *outputs = memory.results ? memory.results : (float *)memory.gradients;
    const operand *weights = (const operand *)packed;
    const size_t x_size = shape->height * shape->width * shape->inputs;
    begin_products();
    for (size_t first = 0; first < samples; first += block) {
        const size_t images = smaller(block, samples - first);
        for (size_t i = 0; i < images; i++) {
            pad_image(x + (first + i) * x_size, shape->height, shape->width, shape->inputs,
                      plan.inputs, shape->padding, memory.padded, plan.padded_height,
                      plan.padded_width);
            image_to_data(&plan, memory.padded, memory.data + i * plan.tiles * plan.inputs,
                          memory.data_stride, shape->is_bf16);
        }
        for (size_t p = 0; p < POSITIONS; p++)
            multiply(memory.data + p * memory.data_stride, images * plan.tiles,
                     weights + p * matrix_stride(plan.inputs, plan.outputs), plan.inputs, plan.outputs,
                     outputs + p * memory.gradient_stride);
        for (size_t i = 0; i < images; i++) {
            float *image = output_of(shape, results, first + i, memory.image);
            products_to_image(&plan, shape, outputs + i * plan.tiles * plan.outputs,
                              memory.gradient_stride, image);
            finish_output(shape, results, first + i, image);
        }
    }
    end_products();
}

/// Transforms one image and the gradient of its output, for the backward pass.
static void transform_pair(const ckernels_convolution *shape, const winograd_plan *plan,
                           const winograd_memory *memory, const float *x, const float *dy,
                           size_t index) {
    pad_image(x, shape->height, shape->width, shape->inputs, plan->inputs, shape->padding,
              memory->padded, plan->padded_height, plan->padded_width);
    image_to_data(plan, memory->padded, memory->data + index * plan->tiles * plan->inputs,
                  memory->data_stride, shape->is_bf16);
    image_to_product_gradients(plan, shape, dy,
                               memory->gradients + index * plan->tiles * plan->outputs,
                               memory->gradient_stride);
}

static void winograd_backward(const ckernels_convolution *shape, size_t samples, const float *x,
                              const ckernels_output_gradient *dy,
                              const float *packed_transposed, float *weight_gradient, float *dx,
                              size_t block, float *scratch) {
    const winograd_plan plan = plan_of(shape);
    const size_t group = group_of(&plan, block >= samples);
    const winograd_memory memory = memory_of(&plan, block, group, scratch);
    float *results = memory.results ? memory.results : (float *)memory.data;
    const operand *weights = (const operand *)packed_transposed;
    const size_t x_size = shape->height * shape->width * shape->inputs;
    const size_t matrix = matrix_stride(group, plan.outputs);
    begin_products();
    for (size_t first = 0; first < samples; first += block) {
        const size_t images = smaller(block, samples - first);
        for (size_t i = 0; i < images; i++)
            transform_pair(shape, &plan, &memory, x + (first + i) * x_size,
                           output_gradient(shape, dy, first + i, memory.image,
                                           dx ? dx + (first + i) * x_size : NULL),
                           i);
        const size_t tiles = images * plan.tiles;
        const size_t rows = (tiles + OPERAND_DEPTH - 1) / OPERAND_DEPTH * OPERAND_DEPTH;
        clear_last_rows(memory.data, memory.data_stride, plan.inputs, tiles, rows);
        clear_last_rows(memory.gradients, memory.gradient_stride, plan.outputs, tiles, rows);
        for (size_t input = 0; input < plan.inputs; input += group) {
            for (size_t p = 0; p < POSITIONS; p++)
                multiply_transposed(memory.data + p * memory.data_stride + input, plan.inputs,
                                    memory.gradients + p * memory.gradient_stride, rows, group,
                                    plan.outputs, memory.weights + p * matrix, first > 0,
                                    memory.rest);
            if (first + block >= samples)
                add_kernel_gradient(memory.weights, matrix, input,
                                    smaller(group, shape->inputs - input), shape->inputs,
                                    shape->outputs, weight_gradient);
        }
        for (size_t p = 0; dx && p < POSITIONS; p++)
            multiply(memory.gradients + p * memory.gradient_stride, tiles,
                     weights + p * matrix_stride(plan.inputs, plan.outputs), plan.outputs,
                     plan.inputs, results + p * memory.data_stride);
        for (size_t i = 0; dx && i < images; i++)
            data_to_image_gradient(&plan, shape, results + i * plan.tiles * plan.inputs,
                                   memory.data_stride, dx + (first + i) * x_size,
                                   has_shortcut(dy));
    }
    end_products();
}

static size_t winograd_scratch_count(const ckernels_convolution *shape, size_t samples,
                                     size_t block) {
    const winograd_plan plan = plan_of(shape);
    // Any address will do, since only offsets from it are used.
    static float origin[1];
    const winograd_memory memory =
        memory_of(&plan, block, group_of(&plan, block >= samples), origin);
    return (size_t)(memory.rest - origin)
        + transposed_scratch_count(memory.rows, plan.inputs, plan.outputs);
}
