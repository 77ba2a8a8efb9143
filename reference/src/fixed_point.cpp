#include "jepa_oracle/fixed_point.h"

#include "refinement.h"

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

int sign_of(const Rational& value) { return value > 0 ? 1 : (value < 0 ? -1 : 0); }

}  // namespace

Guaranteed encoder_limit(Objective objective, Depth depth, const Feature& feature, Digits digits) {
  const long layers = depth.layers();
  if (feature.sign() <= 0) return Guaranteed::of_exact(0, digits);
  if (objective == Objective::jepa) return Guaranteed::of_exact(power(feature.rho(), layers), digits);
  return rational_power(feature.rho(), layers, layers + 1, 1, digits);
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
  const long layers = depth.layers();
  const Rational limit_power = power(feature.rho(), layers);  // u_limit (JEPA), u_limit^(L+1) (MAE)
  if (objective == Objective::jepa) return sign_of(amplitude - fraction * limit_power);
  return sign_of(power(amplitude, layers + 1) - power(fraction, layers + 1) * limit_power);
}

int compare_with_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude) {
  return compare_with_fraction_of_limit(objective, depth, feature, amplitude, 1);
}

}  // namespace jepa_oracle
