#pragma once

#include <optional>

#include "closed_forms/decayed_curve.h"

namespace jepa_oracle {

/// The time from one layer amplitude to another under weight decay in closed form, over the roots of the trinomial that
/// the speed is (proofs-notes/decay.md, A closed form over roots). With d = gcd(a-1, m), y = (w / w_p)^d, n = a - 1,
/// k = a - 1 + m,
///   phi(w) - eta = (lambda w_p^n / k) P(y),   P(y) = k y^(n/d) - n y^(k/d) - h,   h = k eta / (lambda w_p^n)
///   t = 1 / (n lambda w_p^n) sum over P(z) = 0 of  ln[(1 - z/y1) / (1 - z/y0)] / (z^(n/d) (1 - z^(m/d)))
/// All k/d roots are enclosed, by disjoint enclosures each of which holds one.
/// Requires a > 1, lambda > 0, 0 < eta < eta*, and no rest point from `start` to `end`, which are > 0.
/// @returns an enclosure; nothing where `bits` do not suffice for that
std::optional<Interval> decayed_time_over_roots(const DecayedCurve& curve, const Interval& start, const Interval& end,
                                                Bits bits);

/// Number of roots, k/d.
long decayed_roots(const DecayedCurve& curve);

}  // namespace jepa_oracle
