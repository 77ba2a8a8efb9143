#include "scenarios/scenario.h"

namespace jepa_oracle::properties {

Feature feature_of(const Instance& instance, const std::string& suffix) {
  return Feature::with_rho(instance.number("lambda" + suffix), instance.number("rho" + suffix), "instance");
}

Feature vanishing_feature_of(const Instance& instance) {
  return Feature::with_variance(-instance.number("size") * instance.number("correlated"), instance.number("variance"),
                                "instance");
}

Initialisation start_below(Objective objective, Depth depth, const Rational& part, const Rational& fraction,
                           const Rational& smallest_limit_power) {
  const long layers = depth.layers();
  const long m = curve_powers(objective, depth).m;
  const Rational limit = m == 1 ? power(smallest_limit_power, layers)
                                : below(power(root(exact(smallest_limit_power), static_cast<unsigned long>(m)), layers));
  return Initialisation::of_encoder(part * fraction * limit);
}

Interval layer_of(const Rational& encoder_amplitude, Depth depth) {
  return root(exact(encoder_amplitude), static_cast<unsigned long>(depth.layers()));
}

Interval layer_limit(Objective objective, Depth depth, const Feature& feature) {
  return root(exact(limit_power(objective, feature)), static_cast<unsigned long>(curve_powers(objective, depth).m));
}

Interval time_scale(Objective objective, Depth depth, const Feature& feature) {
  return abs(exact(feature.lambda())) *
         power(layer_limit(objective, depth, feature), curve_powers(objective, depth).a - 1);
}

Interval exact(const Rational& value) { return Interval(value, kCheckBits); }

Interval time_to_fraction(Judgement& judgement, const Subject& subject, const ScalarProblem& problem,
                          const Rational& fraction, Digits digits) {
  const auto time = subject.critical_time(problem, Threshold::fraction(fraction), TimeConvention::flow, digits);
  judgement.require_answer("the fraction of the limit", time.has_value());
  return time ? *time : Interval(0) / Interval(0);
}

Interval mae_integral(const Interval& s, long depth) {
  const long m = depth + 1;
  const Interval ratio = power(s, m);
  Interval term = square(s);
  Interval sum = term / 2L;
  const Bits wanted = s.precision() - 2 * binary_exponent(s.upper());
  for (long j = 1; binary_exponent(term.upper()) > -wanted && j < 1'000'000; ++j) {
    term *= ratio;
    sum += term / (j * m + 2);
  }
  return sum + hull(Interval(0), term * ratio / (Interval(1) - ratio));
}

Interval mae_constant(const Interval& q, long depth) {
  const Interval integral = mae_integral(q, depth);
  return depth == 1 ? integral + log(q) : integral - power(q, 1 - depth) / (depth - 1);
}

Rational below(const Interval& x) { return x.lower().rounded_to(64).to_rational() * (1 - power(Rational(2), -60)); }
Rational above(const Interval& x) { return x.upper().rounded_to(64).to_rational() * (1 + power(Rational(2), -60)); }

Rational just_below(const Interval& x) {
  constexpr long kBits = Judgement::kAgreementBits;
  return x.lower().rounded_to(kBits + 8).to_rational() * (1 - power(Rational(2), -kBits));
}

Rational just_above(const Interval& x) {
  constexpr long kBits = Judgement::kAgreementBits;
  return x.upper().rounded_to(kBits + 8).to_rational() * (1 + power(Rational(2), -kBits));
}

}  // namespace jepa_oracle::properties
