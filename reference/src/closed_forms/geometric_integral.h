#pragma once

#include "jepa_oracle/interval.h"

namespace jepa_oracle {

/// J(a, m, sigma; x) = integral from 0 to x of y^(a-1) / (1 - sigma y^m) dy = sum_j sigma^j x^(a+jm) / (a+jm)
///
/// The elementary integral in which every closed form for MAE ends (proofs-notes/critical-time.md, "One integral").
/// Two routes, chosen by cost: the series with its tail enclosed, and the logarithms over the roots of sigma z^m = 1.
/// @param a, m          exponents, a >= 1, m >= 1
/// @param sigma         +1 (then 0 < x < 1) or -1 (then x > 0)
/// @param complement    1 - x, given apart because it is small where x is near 1; used for sigma = +1 only
/// @returns Interval: an enclosure. Real: an approximation.
template <class T>
T geometric_integral(long a, long m, int sigma, const T& x, const T& complement);

extern template Real geometric_integral(long, long, int, const Real&, const Real&);
extern template Interval geometric_integral(long, long, int, const Interval&, const Interval&);

}  // namespace jepa_oracle
