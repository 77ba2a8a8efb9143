#include "jepa_oracle/weight_decay.h"

#include <algorithm>

#include "closed_forms/decayed_curve.h"
#include "closed_forms/exact_powers.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

/// A root of phi = eta that happens to be a decimal of one digit more than asked: it may lie half-way between two
/// decimals, where no enclosure rounds. w = value^(1/degree).
std::optional<Rational> short_root(const DecayedCurve& curve, const Interval& enclosure, long degree, Digits digits) {
  if (!enclosure.is_bounded()) return std::nullopt;
  const Digits more(std::min(digits.count() + 1, Digits::kMaxDigits));
  const Rational value = parse_rational(decimal_of(enclosure.midpoint().to_rational(), more), "root");
  const bool is_root = value > 0 && contains(enclosure, value) && direction_at(curve, {value, degree}) == 0;
  return is_root ? std::optional(value) : std::nullopt;
}

/// w^exponent, 1 for the layer and L for the encoder, at a root that `enclose` encloses.
template <class Enclose>
Guaranteed rest_power(const DecayedCurve& curve, long exponent, const Enclose& enclose, Digits digits) {
  const auto enclosed = [&](Bits bits) { return power(enclose(curve, bits), exponent); };
  if (const auto exact = short_root(curve, enclosed(digits.working_bits()), exponent, digits)) {
    return Guaranteed::of_exact(*exact, digits);
  }
  return refine(digits, 0, enclosed);
}

/// The amplitude w with w^m = value.
Amplitude amplitude_of_power(const Rational& value, long m, Depth depth, Digits digits) {
  return {rational_power(value, depth.layers(), m, 1, digits), rational_power(value, 1, m, 1, digits)};
}

}  // namespace

Guaranteed largest_decay(Objective objective, Depth depth, const Feature& feature, Digits digits) {
  if (feature.sign() <= 0) return Guaranteed::of_exact(0, digits);
  const auto curve = DecayedCurve::of(objective, depth, feature);
  if (curve.n() == 0) return Guaranteed::of_exact(curve.lambda, digits);
  const long m = curve.exponents.m;
  return rational_power(curve.peak_power(), curve.n(), m, curve.lambda * m / curve.k(), digits);  // phi(w_p)
}

int compare_with_largest_decay(Objective objective, Depth depth, const Feature& feature, const Rational& decay) {
  const auto curve = DecayedCurve::of(objective, depth, feature, decay);
  if (feature.sign() <= 0) return decay > 0 ? 1 : 0;
  return side_of_largest_decay(curve);
}

std::optional<DecayFilter> decay_filter(Objective objective, Depth depth, const Conflict& conflict, Digits digits) {
  const auto& [influential, noisy] = conflict;
  const auto [a, m] = exponents_of(objective, depth);
  // (lambda1 / lambda2)^m > (w_inf2^m / w_inf1^m)^(a-1); in a conflict lambda1 < lambda2
  const Rational limits = limit_power_of(objective, noisy) / limit_power_of(objective, influential);
  if (compare_powers(influential.lambda() / noisy.lambda(), m, limits, a - 1) <= 0) return std::nullopt;
  return DecayFilter{largest_decay(objective, depth, noisy, digits),
                     largest_decay(objective, depth, influential, digits)};
}

DecayedRest decayed_rest(Objective objective, Depth depth, const Feature& feature, const Rational& decay,
                         Digits digits) {
  const auto curve = DecayedCurve::of(objective, depth, feature, decay);
  if (feature.sign() <= 0) return {};
  const long m = curve.exponents.m;
  const int side = side_of_largest_decay(curve);
  if (decay == 0 || curve.n() == 0) {
    if (side >= 0) return {};
    return {{}, amplitude_of_power((curve.lambda - decay) / curve.saturation, m, depth, digits)};
  }
  if (side > 0) return {};
  if (side == 0) {
    const Amplitude peak = amplitude_of_power(curve.peak_power(), m, depth, digits);
    return {peak, peak};
  }
  const auto rest = [&](const auto& enclose) -> Amplitude {
    return {rest_power(curve, depth.layers(), enclose, digits), rest_power(curve, 1, enclose, digits)};
  };
  return {rest(enclose_unstable), rest(enclose_stable)};
}

Guaranteed largest_decay_of_start(const ScalarProblem& problem, Digits digits) {
  const auto& [objective, depth, feature, initialisation] = problem;
  const auto curve = DecayedCurve::of(objective, depth, feature);
  const LayerAmplitude start = LayerAmplitude::of_start(problem);
  if (feature.sign() <= 0 || side_of_peak(curve, start) >= 0) return largest_decay(objective, depth, feature, digits);
  if (const auto exact = exact_growth_at(curve, start)) return Guaranteed::of_exact(*exact, digits);
  return refine(digits, 0, [&](Bits bits) { return growth_at(curve, start.enclosed(bits)); });
}

std::optional<bool> survives(const ScalarProblem& problem, const Rational& decay) {
  const auto& [objective, depth, feature, initialisation] = problem;
  const auto curve = DecayedCurve::of(objective, depth, feature, decay);
  if (feature.sign() <= 0) {  // at rest where lambda, the saturation and the decay are all 0
    return feature.sign() == 0 && curve.saturation == 0 && decay == 0;
  }
  const int decay_side = side_of_largest_decay(curve);
  if (curve.n() == 0 || decay_side > 0 || decay == 0) return decay_side < 0;
  const LayerAmplitude start = LayerAmplitude::of_start(problem);
  if (side_of_peak(curve, start) >= 0) return true;
  const std::optional<int> direction = direction_at(curve, start);
  return direction ? std::optional(*direction >= 0) : std::nullopt;
}

}  // namespace jepa_oracle
