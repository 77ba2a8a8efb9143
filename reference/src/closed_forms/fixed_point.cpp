#include "jepa_oracle/fixed_point.h"

#include "jepa_oracle/objectives.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

/// value^(numerator/denominator), exact when it is rational.
Guaranteed rational_power(const Rational& value, long numerator, long denominator, const Rational& factor,
                          Digits digits) {
  const Rational base = power(value, numerator);
  if (const auto exact = exact_root(base, static_cast<unsigned long>(denominator))) {
    return Guaranteed::of_exact(factor * *exact, digits);
  }
  return refine(digits, 0, [&](Bits bits) {
    return Interval(factor, bits) * root(Interval(base, bits), static_cast<unsigned long>(denominator));
  });
}

}  // namespace

Guaranteed encoder_limit(Objective objective, Depth depth, const Feature& feature, Digits digits) {
  if (feature.sign() <= 0) return Guaranteed::of_exact(0, digits);
  return rational_power(limit_power_of(objective, feature), depth.layers(), exponents_of(objective, depth).m, 1,
                        digits);
}

std::optional<Rational> exact_encoder_limit(Objective objective, Depth depth, const Feature& feature) {
  if (feature.sign() <= 0) return 0;
  return exact_root(power(limit_power_of(objective, feature), depth.layers()),
                    static_cast<unsigned long>(exponents_of(objective, depth).m));
}

Guaranteed approach_rate(Objective objective, Depth depth, const Feature& feature, TimeConvention convention,
                         Digits digits) {
  const auto [a, m] = exponents_of(objective, depth);
  const Rational lambda = boost::multiprecision::abs(feature.lambda());
  const Rational unit = convention == TimeConvention::flow ? Rational(1) : Rational(1, depth.layers());
  if (feature.sign() <= 0) return Guaranteed::of_exact(a == 1 ? Rational(lambda * unit) : Rational(0), digits);
  return rational_power(limit_power_of(objective, feature), a - 1, m, lambda * m * unit, digits);
}

int compare_with_fraction_of_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude,
                                   const Rational& fraction) {
  // (u/p)^m against (w_inf^m)^L. Most answers show in a few bits; near ones need exact powers.
  const long layers = depth.layers();
  const long m = exponents_of(objective, depth).m;
  const Rational limit_power = limit_power_of(objective, feature);
  constexpr Bits kGlanceBits = 64;
  const auto glance = [](const Rational& value) { return Interval(value, kGlanceBits); };
  const Interval ratio = glance(amplitude) / glance(fraction);
  const Interval size = power(ratio, m);
  const Interval limit = power(glance(limit_power), layers);
  if (certainly_less(size, limit)) return -1;
  if (certainly_less(limit, size)) return 1;
  const Rational exact_ratio = amplitude / fraction;
  const int order = power(exact_ratio, m).compare(power(limit_power, layers));
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

int compare_with_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude) {
  return compare_with_fraction_of_limit(objective, depth, feature, amplitude, 1);
}

}  // namespace jepa_oracle
