#pragma once

#include "jepa_oracle/learning_order.h"
#include "jepa_oracle/moment_features.h"

namespace jepa_oracle {

/// Critical times of features that are only enclosed, and their order. The amplitude is monotone in the
/// feature: with w = u^(1/L),
///   jepa  dw/dt = w^(2L) (lambda - variance w),     mae  dw/dt = w^L (lambda - variance w^(L+1))
/// rise with lambda and fall with the variance, so by comparison of solutions the time to a level lies between those of
/// the two extreme corners of the box (lambda, variance, level), each of them a rational problem with a guaranteed
/// answer. A fraction of the limit becomes an enclosed level, fraction x limit(rho). The order is that of the scalar
/// theory: exact for moments whose features are common, a prediction otherwise
/// (`MomentFeatures::basis`).
/// @returns indices into `features`; a feature whose outcome differs between the corners is never decided: it stands in
///          `undecided` with itself
struct MomentOrder {
  MomentFeatures features;
  LearningOrder order;
};

/// @throws InvalidProblem for invalid moments
MomentOrder moment_order(Objective objective, Depth depth, const Initialisation& initialisation,
                         const Threshold& threshold, const Moments<Rational>& moments, TimeConvention convention,
                         Digits digits);

}  // namespace jepa_oracle
