#pragma once

#include <algorithm>

#include "jepa_oracle/interval.h"

namespace jepa_oracle {

/// Encloses the root of a strictly monotone function on the whole real line.
///
/// `Function` offers `at<T>(bits)`: the function with its constants computed once at that precision, with members
///   T residual(const T& l)   the function itself
///   T slope(const T& l)      its derivative, never zero
/// Real values only find the root; the answer rests on one interval Newton step: if X is an interval and
/// N = x - residual(x) / slope(X) lies strictly inside X, then the root is in N (mean value theorem).
/// @returns the enclosure N, or an undefined interval when `bits` do not suffice: the caller raises them.
template <class Function>
Interval monotone_root(const Function& function, Bits bits);

namespace monotone {

inline constexpr Bits kStartBits = 128;
inline constexpr int kMaxSteps = 400;

inline bool negative(const Real& x) { return x < Real(0); }

/// Newton steps kept inside a bracket, bisection where Newton does not halve the residual.
template <class Local>
Real bracketed_root(const Local& f, Bits bits) {
  Real low = Real(-1).rounded_to(bits);
  Real high = Real(1).rounded_to(bits);
  const bool rising = !negative(f.slope(low));
  const auto before = [&](const Real& residual) { return negative(residual) == rising; };  // left of the root
  for (int step = 0; step < kMaxSteps && !before(f.residual(low)); ++step) low = low * 2L;
  for (int step = 0; step < kMaxSteps && before(f.residual(high)); ++step) high = high * 2L;
  Real x = (low + high) / 2L;
  Real last_size = Real(0);
  for (int step = 0; step < kMaxSteps; ++step) {
    const Real residual = f.residual(x);
    if (residual == Real(0)) break;
    (before(residual) ? low : high) = x;
    const Real size = abs(residual);
    Real next = x - residual / f.slope(x);
    const bool slow = step > 0 && size * 2L > last_size;
    if (slow || !(low < next && next < high)) next = (low + high) / 2L;
    last_size = size;
    const Real change = abs(next - x);
    x = std::move(next);
    if (binary_exponent(change) < binary_exponent(x) - bits * 3 / 4 || binary_exponent(change) < -bits * 3 / 4) break;
  }
  return x;
}

}  // namespace monotone

template <class Function>
Interval monotone_root(const Function& function, Bits bits) {
  Real x = monotone::bracketed_root(function.template at<Real>(monotone::kStartBits), monotone::kStartBits);
  // Each Newton step doubles the correct bits; work backwards from the goal so that the last step is the only dear one.
  for (Bits correct = monotone::kStartBits * 3 / 4; correct < bits;) {
    correct = std::min(2 * correct - 8, bits);
    const Bits working = correct + 16;
    const auto f = function.template at<Real>(working);
    x = x.rounded_to(working);
    x = x - f.residual(x) / f.slope(x);
  }
  x = x.rounded_to(bits);
  const auto f = function.template at<Interval>(bits);
  const Interval point(x);
  const Interval residual = f.residual(point);
  // Twice the step that the residual asks for, and room for the rounding of x itself.
  const Interval step = abs(residual / f.slope(point)) * 2L;
  if (!step.is_bounded()) return step - step;
  const Real radius = step.upper() + abs(x) * power(Real(2), -bits) + power(Real(2), -bits);
  const Interval box(x - radius * 2L, x + radius * 2L);
  const Interval root = point - residual / f.slope(box);
  const bool inside = certainly_less(Interval(box.lower()), root) && certainly_less(root, Interval(box.upper()));
  return inside ? root : Interval(1L).rounded_to(bits) / (Interval(0L));
}

}  // namespace jepa_oracle
