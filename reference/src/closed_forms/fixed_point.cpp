#include "jepa_oracle/fixed_point.h"

#include "closed_forms/exact_powers.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle {

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
  // (u/p)^m against (w_inf^m)^L
  return compare_powers(amplitude / fraction, exponents_of(objective, depth).m, limit_power_of(objective, feature),
                        depth.layers());
}

int compare_with_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude) {
  return compare_with_fraction_of_limit(objective, depth, feature, amplitude, 1);
}

}  // namespace jepa_oracle
