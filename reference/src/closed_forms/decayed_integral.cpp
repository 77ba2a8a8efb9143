#include "closed_forms/decayed_integral.h"

#include <cmath>
#include <optional>

#include "closed_forms/reciprocal_integral.h"

namespace jepa_oracle {
namespace {

/// Terms of the two exponential series that are taken together, where their signs differ.
constexpr long kMostTerms = 64;

/// F at a point, with its two exponentials.
struct SpeedAt {
  Interval a;  ///< A e^(n x)
  Interval b;  ///< B e^(k x)
  Interval f;
};

SpeedAt speed_at(const DecayedSpeed& speed, const Interval& growth_factor) {  // e^x
  const Interval rise = power(growth_factor, speed.n);
  SpeedAt at{speed.a * rise, speed.b * rise * power(growth_factor, speed.k - speed.n), Interval(0)};
  at.f = at.a - at.b - speed.eta;
  return at;
}

/// Number of terms of A (n r)^j/j! - B (k r)^j/j! up to which they may be positive; nothing where that is not few.
std::optional<long> positive_terms(const DecayedSpeed& speed, const SpeedAt& at) {
  if (speed.n == 0 || certainly_negative(at.a)) return 0;
  if (!certainly_positive(at.a) || !certainly_positive(at.b)) return std::nullopt;
  const double ratio = (log(at.a) - log(at.b)).midpoint().to_double();
  const double step = std::log(static_cast<double>(speed.k) / static_cast<double>(speed.n));
  const double terms = std::ceil(ratio / step) + 1;
  if (!(terms <= static_cast<double>(kMostTerms))) return std::nullopt;
  return terms > 0 ? static_cast<long>(terms) : 0;
}

/// Sum over j >= 1 of |A (n r)^j - B (k r)^j| / j!, enclosed or bounded from above.
Interval sum_of_moduli(const DecayedSpeed& speed, const SpeedAt& at, const Interval& r) {
  const Interval rise = at.a * expm1(r * speed.n);
  const Interval bend = at.b * expm1(r * speed.k);
  const Interval apart = abs(rise) + bend;
  const std::optional<long> terms = positive_terms(speed, at);
  if (!terms) return apart;
  Interval moduli(0);
  Interval rest = bend - rise;  // sum of B (k r)^j/j! - A (n r)^j/j!
  Interval of_rise = at.a;
  Interval of_bend = at.b;
  for (long j = 1; j <= *terms + 1; ++j) {
    of_rise = of_rise * r * speed.n / j;
    of_bend = of_bend * r * speed.k / j;
    const Interval term = of_bend - of_rise;
    if (j > *terms) {  // from here on none is negative, as (k/n)^j rises
      return certainly_negative(term) || (!certainly_positive(term) && speed.n > 0 && certainly_positive(at.a))
                 ? apart
                 : moduli + rest;
    }
    moduli += abs(term);
    rest -= term;
  }
  return apart;
}

/// A lower bound of |F| on the disc of radius r about the point.
Real least_speed(const DecayedSpeed& speed, const SpeedAt& at, const Interval& r) {
  const Interval rise = abs(at.a);
  const Interval near = abs(at.f) - sum_of_moduli(speed, at, r);
  const Interval inner = rise * exp(-(r * speed.n)) - at.b * exp(r * (speed.k - 2 * speed.n)) - speed.eta;
  const Interval outer = at.b * exp(-(r * speed.k)) - rise * exp(r * speed.n) - speed.eta;
  Real least = near.lower();
  for (const Interval& bound : {inner, outer}) {
    if (least < bound.lower()) least = bound.lower();
  }
  return least;
}

/// F as reciprocal_integral asks for it.
struct SpeedFunction {
  const DecayedSpeed& speed;

  SpeedAt at(const Interval& growth_factor) const { return speed_at(speed, growth_factor); }
  Real least(const SpeedAt& middle, const Interval& r) const { return least_speed(speed, middle, r); }
};

}  // namespace

DecayedSpeed speed_from(const DecayedCurve& curve, const Interval& start, Bits bits) {
  const Interval rise = power(start, curve.n());
  return {Interval(curve.lambda, bits) * rise,
          Interval(curve.saturation, bits) * rise * power(start, curve.exponents.m), Interval(curve.decay, bits),
          curve.n(), curve.k()};
}

Interval decayed_integral(const DecayedSpeed& speed, const Interval& end, Bits bits) {
  return reciprocal_integral(SpeedFunction{speed}, end, bits);
}

}  // namespace jepa_oracle
