#include "jepa_oracle/amplitude.h"

#include "closed_forms/amplitude_digits.h"
#include "closed_forms/curve.h"
#include "jepa_oracle/fixed_point.h"
#include "numbers/monotone_root.h"

namespace jepa_oracle {
namespace {

/// primitive(place at l) - (primitive(start) + scaled time), whose root is the coordinate at that time.
struct TrajectoryEquation {
  Curve curve;
  Interval target;

  template <class T>
  struct Local {
    Curve curve;
    T target;
    Place<T> place(const T& l) const { return place_at(curve, l); }
    T residual(const Place<T>& at) const { return primitive(curve, at) - target; }
    T slope(const Place<T>& at) const { return primitive_slope(curve, at); }
    T size() const { return abs(target) + T(1); }
  };

  template <class T>
  Local<T> at(Bits bits) const {
    if constexpr (std::is_same_v<T, Interval>) {
      return {curve, target};
    } else {
      return {curve, target.midpoint().rounded_to(bits)};
    }
  }
  Real guess() const { return approximate_coordinate(curve, target.midpoint()); }
};

/// s where the trajectory is closer to its limit than the precision shows; nothing where it is not. Since y^a |1 - y^m|
/// is at least y |1 - y| above 1, and 1 - y^m at least 1 - y below, both curves with a limit obey P <= |l| + 1: a
/// larger target lies beyond l. There |1 - s| < e^-|l|.
std::optional<Interval> saturated(const Curve& curve, const Interval& target, Bits bits) {
  if (curve.branch == Branch::vanishing || !target.is_bounded()) return std::nullopt;
  const long edge = bits + 16;
  if (!certainly_less(Interval(edge + 1), target)) return std::nullopt;
  const Interval distance = exp(Interval(-edge).rounded_to(bits));
  return curve.branch == Branch::increasing ? hull(Interval(1) - distance, Interval(1))
                                            : hull(Interval(1), Interval(1) + distance);
}

/// w^-k at flow time t when lambda = 0, where it is rational.
std::optional<Rational> uncorrelated_inverse_power(const ScalarProblem& problem, const Rational& time) {
  const auto [k, rate] = uncorrelated_fall(problem);
  const auto start =
      exact_root(power(problem.initial_amplitude(), -k), static_cast<unsigned long>(problem.depth.layers()));
  return start ? std::optional<Rational>(*start + rate * time) : std::nullopt;
}

Interval enclose_uncorrelated_layer(const ScalarProblem& problem, const Rational& time, Bits bits) {
  const auto [k, rate] = uncorrelated_fall(problem);
  const auto layers = static_cast<unsigned long>(problem.depth.layers());
  const auto exact = uncorrelated_inverse_power(problem, time);
  const Interval inverse = exact ? Interval(*exact, bits)
                                 : root(Interval(power(problem.initial_amplitude(), -k), bits), layers) +
                                       Interval(Rational(rate * time), bits);
  return Interval(1) / root(inverse, static_cast<unsigned long>(k));
}

/// The encoder amplitude where it is known exactly.
std::optional<Rational> exact_amplitude(const ScalarProblem& problem, const Rational& time) {
  const Rational start = problem.initial_amplitude();
  if (time == 0) return start;
  const auto& [objective, depth, feature, initialisation] = problem;
  if (feature.sign() > 0 && compare_with_limit(objective, depth, feature, start) == 0) return start;
  if (feature.sign() != 0) return std::nullopt;
  const auto [k, rate] = uncorrelated_fall(problem);
  if (rate == 0) return start;  // nothing moves
  const auto inverse = uncorrelated_inverse_power(problem, time);
  return inverse ? exact_root(power(*inverse, -depth.layers()), static_cast<unsigned long>(k)) : std::nullopt;
}

/// The encoder amplitude lies strictly between its start and its limit.
StrictBounds bounds_of(const ScalarProblem& problem) {
  const Rational start = problem.initial_amplitude();
  const std::optional<Rational> limit = exact_encoder_limit(problem.objective, problem.depth, problem.feature);
  const bool rising = problem.feature.sign() > 0 && branch_of(problem) == Branch::increasing;
  return rising ? StrictBounds{start, limit} : StrictBounds{limit, start};
}

/// All that is known without a closed form: the encoder amplitude lies between its start and its limit.
Interval bounds_between(const ScalarProblem& problem) {
  constexpr Bits kBits = 128;
  const Interval start(problem.initial_amplitude(), kBits);
  return hull(start, encoder_limit(problem.objective, problem.depth, problem.feature, Digits(20)).enclosure);
}

}  // namespace

Interval enclose_layer_amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention,
                                 Bits bits) {
  const auto layers = static_cast<unsigned long>(problem.depth.layers());
  const Rational t = flow_time(time, problem.depth, convention);
  if (const auto exact = exact_amplitude(problem, t)) return root(Interval(*exact, bits), layers);
  if (problem.feature.sign() == 0) {
    return enclose_uncorrelated_layer(problem, t, bits);
  }
  const auto feature = FeatureOnCurve::of(problem.objective, problem.depth, problem.feature);
  const Curve curve{feature.exponents, branch_of(problem)};
  const auto units = units_of<Interval>(feature, bits);
  const auto start = place_of_amplitude<Interval>(feature, problem.initial_amplitude(), bits);
  const Interval target = primitive(curve, start) + units.rate * Interval(t, bits);
  if (const auto s = saturated(curve, target, bits)) return *s * units.amplitude;
  return place_at(curve, monotone_root(TrajectoryEquation{curve, target}, bits)).s * units.amplitude;
}

Amplitude amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention, Digits digits) {
  return amplitude_of(
      {.depth = problem.depth,
       .exact = exact_amplitude(problem, flow_time(time, problem.depth, convention)),
       .enclose_layer = [&](Bits bits) { return enclose_layer_amplitude(problem, time, convention, bits); },
       .encoder_bounds = bounds_of(problem),
       .all_that_is_certain = [&] { return bounds_between(problem); }},
      digits);
}

}  // namespace jepa_oracle
