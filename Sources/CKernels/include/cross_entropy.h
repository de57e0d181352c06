#ifndef CKERNELS_CROSS_ENTROPY_H
#define CKERNELS_CROSS_ENTROPY_H

#include <stddef.h>

/// e^x for x <= 0, with a relative error of at most 1e-15; 0 for x below -708.
///
/// Not libm's, whose last bit differs between machines and would get into the weights.
double ckernels_exponential(double x);

/// The natural logarithm of a positive normal number, with a relative or absolute error of at most
/// 1e-15.
double ckernels_logarithm(double x);

/// Softmax of the logits `scores` (class_count) to `probabilities` (class_count). Returns the
/// log-sum-exp of the logits; NaN, as all probabilities then are, if a logit is not finite.
double ckernels_softmax(const float *scores, size_t class_count, double *probabilities);

#endif
