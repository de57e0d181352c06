#ifndef CKERNELS_CROSS_ENTROPY_H
#define CKERNELS_CROSS_ENTROPY_H

#include <stddef.h>

/// e^x, within 1e-15 of the true value in relation; 0 below -708, for x at most 0.
///
/// Written out, because libm's last bit differs between machines and would reach the weights.
double ckernels_exponential(double x);

/// The natural logarithm of a normal positive number, within 1e-15 in relation or absolutely.
double ckernels_logarithm(double x);

/// Softmax of `scores` (classCount) into `probabilities`. Returns the logarithm of the sum of
/// exponentials, NaN when a score is not finite.
double ckernels_softmax(const float *scores, size_t classCount, double *probabilities);

#endif
