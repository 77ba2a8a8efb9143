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

bool has_cheap_limit_powers(Depth depth, const Feature& feature, const Rational& amplitude) {
  constexpr std::size_t kCheapBits = 100'000;
  const auto size = [](const Rational& value) {
    const mpq_srcptr q = value.backend().data();
    return mpz_sizeinbase(mpq_numref(q), 2) + mpz_sizeinbase(mpq_denref(q), 2);
  };
  return (size(amplitude) + size(feature.rho())) * static_cast<std::size_t>(depth.layers() + 1) < kCheapBits;
}

int compare_with_fraction_of_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude,
                                   const Rational& fraction) {
  const long layers = depth.layers();
  // Exact powers of long numbers at great depth do not fit a machine; all but ties are decided without them.
  for (Bits bits = 128; bits <= 4'096 && !has_cheap_limit_powers(depth, feature, amplitude); bits *= 32) {
    const Interval distance =
        log_ratio_to_limit(objective, depth, feature, amplitude, bits) - log(Interval(fraction, bits));
    if (certainly_positive(distance)) return 1;
    if (certainly_negative(distance)) return -1;
  }
  const Rational limit_power = power(feature.rho(), layers);  // u_limit (JEPA), u_limit^(L+1) (MAE)
  if (objective == Objective::jepa) return sign_of(amplitude - fraction * limit_power);
  return sign_of(power(amplitude, layers + 1) - power(fraction, layers + 1) * limit_power);
}

Interval log_ratio_to_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude,
                            Bits bits) {
  const long layers = depth.layers();
  const Interval log_limit = log(Interval(feature.rho(), bits)) * layers;
  return log(Interval(amplitude, bits)) - (objective == Objective::jepa ? log_limit : log_limit / (layers + 1));
}

int compare_with_limit(Objective objective, Depth depth, const Feature& feature, const Rational& amplitude) {
  return compare_with_fraction_of_limit(objective, depth, feature, amplitude, 1);
}

}  // namespace jepa_oracle
