#pragma once

#include "jepa_oracle/interval.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle::properties {

/// Flow time that one JEPA feature needs from v0 to v1 on the curve v^2 - w^2 = c, enclosed:
///   integral from v0 to v1 of dv / (sigma^2 (v^2 - c)^L (rho - v))
/// Cells of Taylor polynomials of the integrand, whose coefficients obey a recurrence of three terms, each with
/// Cauchy's bound for the rest. Relative width below 2^-60. Requires v^2 > c and v != rho from v0 to v1, both included,
/// and v1 on the way from v0 to rho; otherwise the answer is undefined. Method and bound: proofs-notes/collapse.md,
/// "Time along a curve".
Interval time_along_curve(Depth depth, const Feature& feature, const Rational& c, const Rational& v0,
                          const Rational& v1);

}  // namespace jepa_oracle::properties
