// Memory and numbers for the programs that run the kernels alone.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline void *allocate(size_t count, size_t size) {
    void *memory = aligned_alloc(64, (count * size + 64) / 64 * 64);
    if (!memory) exit(2);
    memset(memory, 0, (count * size + 64) / 64 * 64);
    return memory;
}

static inline float *floats(size_t count) { return allocate(count, sizeof(float)); }

/// Numbers from -1 to 1, the same everywhere.
static inline float *numbers(size_t count) {
    static uint32_t state = 1;
    float *values = floats(count);
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        values[i] = (float)(int32_t)(state >> 8) * 0x1p-23f - 1;
    }
    return values;
}
