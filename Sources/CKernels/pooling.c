#include "pooling.h"

#include <string.h>

void ckernels_max_pool_2x2(const float *restrict image, size_t height, size_t width,
                           size_t channels, float *restrict pooled, uint8_t *restrict winners) {
    const size_t line = width * channels;
    for (size_t oy = 0; oy < height / 2; oy++) {
        for (size_t ox = 0; ox < width / 2; ox++) {
            const float *block = image + 2 * oy * line + 2 * ox * channels;
            for (size_t c = 0; c < channels; c++) {
                const float candidates[4] = {block[c], block[channels + c], block[line + c],
                                             block[line + channels + c]};
                float best = candidates[0];
                uint8_t winner = 0;
                for (uint8_t i = 1; i < 4; i++) {
                    // A NaN wins and stays, so that it reaches the loss, where it is noticed.
                    const int wins = candidates[i] > best || candidates[i] != candidates[i];
                    best = wins ? candidates[i] : best;
                    winner = wins ? i : winner;
                }
                pooled[c] = best;
                winners[c] = winner;
            }
            pooled += channels;
            winners += channels;
        }
    }
}

void ckernels_max_pool_2x2_gradient(const float *restrict pooledGradient,
                                    const uint8_t *restrict winners, size_t height, size_t width,
                                    size_t channels, float *restrict gradient) {
    const size_t line = width * channels;
    if (height % 2 != 0) memset(gradient + (height - 1) * line, 0, line * sizeof(float));
    for (size_t oy = 0; oy < height / 2; oy++) {
        for (size_t ox = 0; ox < width / 2; ox++) {
            float *block = gradient + 2 * oy * line + 2 * ox * channels;
            for (size_t c = 0; c < channels; c++) {
                const float value = pooledGradient[c];
                const uint8_t winner = winners[c];
                block[c] = winner == 0 ? value : 0;
                block[channels + c] = winner == 1 ? value : 0;
                block[line + c] = winner == 2 ? value : 0;
                block[line + channels + c] = winner == 3 ? value : 0;
            }
            pooledGradient += channels;
            winners += channels;
        }
        if (width % 2 != 0) {
            float *last = gradient + (2 * oy + 1) * line - channels;
            memset(last, 0, channels * sizeof(float));
            memset(last + line, 0, channels * sizeof(float));
        }
    }
}
