#include "cross_entropy.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

static double power_of_two(int64_t exponent) {
    const uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double ckernels_exponential(double x) {
    if (!(x > -708)) return x != x ? x : 0;
    // x = k ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts keeps r exact.
    const int64_t k = (int64_t)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
    const double r = (x - (double)k * 0x1.62e42fee00000p-1) - (double)k * 0x1.a39ef35793c76p-33;
    // Taylor series: the first omitted term is r^14 / 14!, below 1e-17.
    double sum = 1;
    for (int n = 13; n >= 1; n--) sum = 1 + sum * r / n;
    return sum * power_of_two(k);
}

double ckernels_logarithm(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t exponent = (int64_t)(bits >> 52) - 1023;
    double mantissa = x / power_of_two(exponent);
    if (mantissa > 1.4142135623730951) {
        mantissa *= 0.5;
        exponent += 1;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)), where the argument is at most 0.172.
    const double z = (mantissa - 1) / (mantissa + 1);
    const double square = z * z;
    double sum = 0;
    for (int n = 21; n >= 1; n -= 2) sum = sum * square + 1.0 / n;
    return (double)exponent * 0.6931471805599453 + 2 * z * sum;
}

double ckernels_softmax(const float *scores, size_t class_count, double *probabilities) {
    float largest = scores[0];
    int finite = 1;
    for (size_t k = 0; k < class_count; k++) {
        finite &= isfinite(scores[k]) != 0;
        if (scores[k] > largest) largest = scores[k];
    }
    if (!finite) {
        for (size_t k = 0; k < class_count; k++) probabilities[k] = NAN;
        return NAN;
    }
    double sum = 0;
    for (size_t k = 0; k < class_count; k++) {
        probabilities[k] = ckernels_exponential((double)scores[k] - (double)largest);
        sum += probabilities[k];
    }
    for (size_t k = 0; k < class_count; k++) probabilities[k] /= sum;
    return (double)largest + ckernels_logarithm(sum);
}
