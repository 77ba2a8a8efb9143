#include "jepa_oracle/fixed_point.h"

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
  const long layers = depth.layers();
  if (feature.sign() <= 0) return Guaranteed::of_exact(0, digits);
  if (objective == Objective::jepa) return Guaranteed::of_exact(power(feature.rho(), layers), digits);
  return rational_power(feature.rho(), layers, layers + 1, 1, digits);
}

std::optional<Rational> exact_encoder_limit(Objective objective, Depth depth, const Feature& feature) {
  if (feature.sign() <= 0) return 0;
  const Rational limit_power = power(feature.rho(), depth.layers());
  if (objective == Objective::jepa) return limit_power;
  return exact_root(limit_power, static_cast<unsigned long>(depth.layers() + 1));
}

Guaranteed approach_rate(Objective objective, Depth depth, const Feature& feature, TimeConvention convention,
                         Digits digits) {
  const long layers = depth.layers();
  const Rational lambda = boost::multiprecision::abs(feature.lambda());
  const Rational unit = convention == TimeConvention::flow ? Rational(1) : Rational(1, layers);
  if (feature.sign() <= 0) {
    const bool linear = objective == Objective::mae && layers == 1;
    return Guaranteed::of_exact(linear ? Rational(lambda * unit) : Rational(0), digits);
  }
  if (objective == Objective::jepa) {
    return Guaranteed::of_exact(lambda * power(feature.rho(), 2 * layers - 1) * unit, digits);
  }
  return rational_power(feature.rho(), layers - 1, layers + 1, lambda * (layers + 1) * unit, digits);
}

int compare_with_fraction_of_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude,
                                   const Rational& fraction) {
  // u against p rho^L (JEPA), (u/p)^(L+1) against rho^L (MAE). Most answers show in a few bits; near ones need exact
  // powers.
  const long layers = depth.layers();
  const bool jepa = objective == Objective::jepa;
  constexpr Bits kGlanceBits = 64;
  const auto glance = [](const Rational& value) { return Interval(value, kGlanceBits); };
  const Interval ratio = glance(amplitude) / glance(fraction);
  const Interval size = jepa ? ratio : power(ratio, layers + 1);
  const Interval limit = power(glance(feature.rho()), layers);
  if (certainly_less(size, limit)) return -1;
  if (certainly_less(limit, size)) return 1;
  const Rational exact_ratio = amplitude / fraction;
  const int order = (jepa ? exact_ratio : power(exact_ratio, layers + 1)).compare(power(feature.rho(), layers));
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

int compare_with_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude) {
  return compare_with_fraction_of_limit(objective, depth, feature, amplitude, 1);
}

}  // namespace jepa_oracle
