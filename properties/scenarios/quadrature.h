#pragma once

#include "jepa_oracle/interval.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle::properties {

/// integral from w0 to w1 of dw / (A w^a - B w^b), enclosed: the time that a feature needs from one layer amplitude to
/// another, straight from its differential equation. Cells of Taylor polynomials of the reciprocal, each with Cauchy's
/// bound for the rest; no closed form, no substitution: the independent route against which the closed forms are held.
/// Requires 0 < w0, 0 < w1, b > a >= 1 and B > 0, and no zero of the denominator between the ends; otherwise the answer
/// is undefined. Relative width below 2^-125 where the ends are exact. Method and bound: proofs-notes/critical-time.md, "An independent route".
Interval integrate_reciprocal(const Rational& A, long a, const Rational& B, long b, const Interval& w0,
                              const Interval& w1);

/// The above for the layer equation of an objective, dw/dt = lambda w^a - B w^(a+m): a, m and B as in curve_powers.h.
Interval integrated_time(Objective objective, Depth depth, const Feature& feature, const Interval& w0,
                         const Interval& w1);

}  // namespace jepa_oracle::properties
