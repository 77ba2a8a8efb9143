#pragma once

#include <algorithm>
#include <optional>

#include "jepa_oracle/interruption.h"
#include "jepa_oracle/interval.h"

namespace jepa_oracle {

/// Encloses the root of a strictly monotone function on the whole real line.
///
/// `Function` offers `Real guess()`, where to start looking, and `at<T>(bits)`: the function with its constants at that
/// precision, with members
///   auto place(const T& l)           what residual and slope have in common
///   T residual(const Place<T>& at)   the function itself
///   T slope(const Place<T>& at)      its derivative, never zero
///   T size()                         > 0; a residual larger than this is taken to grow like an exponential
/// Real values only find the root; the answer rests on one interval Newton step: if X is an interval and
/// N = x - residual(x) / slope(X) lies strictly inside X, then the root is in N (mean value theorem).
/// @returns the enclosure N, or an undefined interval when `bits` do not suffice: the caller raises them.
template <class Function>
Interval monotone_root(const Function& function, Bits bits);

namespace monotone {

inline constexpr Bits kSearchBits = 128;
inline constexpr int kMaxSteps = 300;
/// A Newton step of size d leaves an error below 2^kCurvatureBits d^2: |f''/f'| is at most a + m + 1 <= 3002.
inline constexpr Bits kCurvatureBits = 12;

/// Where the root lies between, as far as it is known.
struct Bracket {
  std::optional<Real> low;
  std::optional<Real> high;
  Real reach = Real(1);  ///< largest step into unknown land; doubles with each

  bool holds(const Real& x) const { return (!low || *low < x) && (!high || x < *high); }
  /// The middle; where one side is open, a step of double reach beyond the other.
  Real split(const Real& x) {
    if (low && high) return (*low + *high) / 2L;
    reach = reach * 2L;
    return low ? x + reach : x - reach;
  }
};

struct Found {
  Real root;
  Bits correct;  ///< |error| < 2^-correct, by the size of the last step
  Bits noise;    ///< bits by which rounding in the function and in x moves the root it sees
};

/// What is found after a step of size 2^-step_bits; nothing when noise leaves too few bits to go on from.
inline std::optional<Found> found(const Real& x, const Real& size, const Real& slope, Bits step_bits, Bits bits) {
  if (!size.is_finite() || !slope.is_finite() || slope == Real(0)) return std::nullopt;
  const Bits noise = std::max(0L, binary_exponent(size) - binary_exponent(slope)) + std::max(0L, binary_exponent(x));
  const Bits correct = std::min(2 * step_bits, bits - noise) - kCurvatureBits;
  if (correct < 2 * kCurvatureBits) return std::nullopt;
  return Found{x, correct, noise};
}

/// Newton steps on sign(r) ln(1 + |r|/size), which is nearly straight where r is exponential; bisection where they
/// fail.
template <class Local>
std::optional<Found> search(const Local& f, Real x, Bits bits) {
  const Real size = f.size();
  Bracket bracket;
  Real last_step = Real(0);
  for (int step = 0; step < kMaxSteps; ++step) {
    interruption_point();
    const auto place = f.place(x);
    const Real residual = f.residual(place);
    const Real slope = f.slope(place);
    if (residual == Real(0)) return found(x, size, slope, bits, bits);
    const bool negative = residual < Real(0);
    if (!negative && !(residual > Real(0))) return std::nullopt;  // undefined
    const bool rising = slope > Real(0);
    if (!rising && !(slope <= Real(0))) return std::nullopt;
    (negative == rising ? bracket.low : bracket.high) = x;

    const Real magnitude = abs(residual);
    const Real flattened = (size + magnitude) * log1p(magnitude / size) / slope;
    const Real change = negative ? flattened : -flattened;
    const bool useful =
        change.is_finite() && (step < 4 || abs(change) * 2L < abs(last_step) || !bracket.low || !bracket.high);
    const bool far = !(bracket.low && bracket.high) && abs(change) > bracket.reach * 64L;
    Real next = x + change;
    if (!useful || far || !bracket.holds(next)) next = bracket.split(x);
    last_step = next - x;
    x = std::move(next);
    const Bits step_bits = last_step == Real(0) ? bits : -binary_exponent(last_step);
    if (step_bits >= bits * 7 / 16) return found(x, size, slope, step_bits, bits);
  }
  return std::nullopt;
}

/// Newton steps of rising precision until the error is below 2^-goal: each doubles the correct bits.
template <class Function>
Real polished(const Function& function, Found found, Bits goal) {
  while (found.correct < goal) {
    interruption_point();
    const Bits correct = std::min(2 * found.correct - kCurvatureBits, goal);
    const Bits working = correct + 2 * kCurvatureBits + found.noise;
    const auto f = function.template at<Real>(working);
    found.root = found.root.rounded_to(working);
    const auto place = f.place(found.root);
    found.root = found.root - f.residual(place) / f.slope(place);
    found.correct = correct;
  }
  return found.root;
}

/// The interval Newton step; nothing when the image is not inside the box.
template <class Local>
std::optional<Interval> confirmed(const Local& f, const Real& x, Bits bits) {
  const Interval point(x);
  const auto place = f.place(point);
  const Interval residual = f.residual(place);
  const Interval step = abs(residual / f.slope(place)) * 2L;
  if (!step.is_bounded()) return std::nullopt;
  // Twice the step that the residual asks for, and never so little that x - radius rounds to x.
  const Real radius = (step.upper() + (abs(x) + Real(1)) * power(Real(2), 2 - bits)) * 2L;
  const Interval box(x - radius, x + radius);
  const Interval image = point - residual / f.slope(f.place(box));
  const bool inside = certainly_less(Interval(box.lower()), image) && certainly_less(image, Interval(box.upper()));
  return inside ? std::optional<Interval>(image) : std::nullopt;
}

}  // namespace monotone

template <class Function>
Interval monotone_root(const Function& function, Bits bits) {
  const auto f = function.template at<Interval>(bits);
  const Real guess = function.guess();
  // The interval step doubles the correct bits once more, so half of them are enough to start it.
  const Bits goal = bits / 2 + 2 * monotone::kCurvatureBits;
  for (const Bits search_bits : {monotone::kSearchBits, std::max(bits, 2 * monotone::kSearchBits)}) {
    const auto found =
        monotone::search(function.template at<Real>(search_bits), guess.rounded_to(search_bits), search_bits);
    if (!found) continue;
    const Real x = monotone::polished(function, *found, goal).rounded_to(bits);
    if (auto root = monotone::confirmed(f, x, bits)) return *std::move(root);
  }
  return Interval(1L).rounded_to(bits) / Interval(0L);
}

}  // namespace jepa_oracle
