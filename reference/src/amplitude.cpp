#include "jepa_oracle/amplitude.h"

#include "curve.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/fixed_point.h"
#include "monotone_root.h"
#include "refinement.h"

namespace jepa_oracle {
namespace {

Rational flow_time(const ScalarProblem& problem, const Rational& time, TimeConvention convention) {
  return convention == TimeConvention::flow ? time : Rational(time / problem.depth.layers());
}

/// primitive(place at l) - (primitive(start) + scaled time), whose root is the coordinate at that time.
struct TrajectoryEquation {
  const ScalarProblem& problem;
  const Rational& time;
  Curve curve;

  template <class T>
  struct Local {
    Curve curve;
    T target;
    T residual(const T& l) const { return primitive(curve, place_at(curve, l)) - target; }
    T slope(const T& l) const { return primitive_slope(curve, place_at(curve, l)); }
  };

  template <class T>
  Local<T> at(Bits bits) const {
    const auto units = units_of<T>(problem.objective, problem.depth, problem.feature, bits);
    const Place<T> start = place_of_amplitude<T>(problem.objective, problem.depth, problem.feature,
                                                 problem.initial_amplitude(), bits);
    return {curve, primitive(curve, start) + units.rate * T(time, bits)};
  }
};

/// u^-2 at flow time t when lambda = 0.
Rational uncorrelated_inverse_square(const ScalarProblem& problem, const Rational& time) {
  return power(problem.initial_amplitude(), -2) + 2 * problem.depth.layers() * problem.feature.variance() * time;
}

/// The encoder amplitude where it is known exactly.
std::optional<Rational> exact_amplitude(const ScalarProblem& problem, const Rational& time) {
  const Rational start = problem.initial_amplitude();
  if (time == 0) return start;
  const auto& [objective, depth, feature, initialisation] = problem;
  if (feature.sign() > 0 && compare_with_limit(objective, depth, feature, start) == 0) return start;
  if (feature.sign() == 0) return exact_root(1 / uncorrelated_inverse_square(problem, time), 2);
  return std::nullopt;
}

/// Between the limit and 2^-bits of it, relative to the limit, when the trajectory has certainly come that close; nothing
/// before that. Its coordinate grows like the time, and exp of it would leave the exponent range.
std::optional<Interval> all_but_at_limit(const TrajectoryEquation& equation, Bits bits) {
  if (equation.curve.branch == Branch::dying) return std::nullopt;
  const Bits close = bits + 8;
  const Rational distance = power(Rational(2), -close);
  const bool growing = equation.curve.branch == Branch::growing;
  const Interval near(Rational(growing ? 1 - distance : 1 + distance), 2 * close);
  const auto local = equation.at<Interval>(bits);
  if (!certainly_less(primitive(equation.curve, Place<Interval>{near, Interval(distance, bits)}), local.target)) {
    return std::nullopt;
  }
  return hull(near, Interval(1L));
}

/// The amplitude lies strictly between its start and its limit; `degree` = L for layer amplitudes.
StrictBounds bounds_of(const ScalarProblem& problem, Digits digits, unsigned long degree) {
  const std::optional<Rational> start = exact_root(problem.initial_amplitude(), degree);
  const Guaranteed limit_value = encoder_limit(problem.objective, problem.depth, problem.feature, digits);
  const std::optional<Rational> limit =
      limit_value.exact ? exact_root(*limit_value.exact, degree) : std::optional<Rational>();
  const bool rising = problem.feature.sign() > 0 && branch_of(problem) == Branch::growing;
  return rising ? StrictBounds{start, limit} : StrictBounds{limit, start};
}

/// All that is known without a closed form: the encoder amplitude lies between its start and its limit.
Interval bounds_between(const ScalarProblem& problem) {
  constexpr Bits kBits = 128;
  const Interval start(problem.initial_amplitude(), kBits);
  return hull(start, encoder_limit(problem.objective, problem.depth, problem.feature, Digits(20)).enclosure);
}

/// The number with an enclosure that is never worse than `bounds`.
Guaranteed within(const Interval& bounds, Guaranteed number) {
  if (!number.enclosure.is_bounded()) number.enclosure = bounds;
  return number;
}

}  // namespace

Interval enclose_layer_amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention,
                                 Bits bits) {
  const auto layers = static_cast<unsigned long>(problem.depth.layers());
  const Rational t = flow_time(problem, time, convention);
  if (const auto exact = exact_amplitude(problem, t)) return root(Interval(*exact, bits), layers);
  if (problem.feature.sign() == 0) {
    return root(Interval(Rational(1 / uncorrelated_inverse_square(problem, t)), bits), 2 * layers);
  }
  const Curve curve{problem.objective, problem.depth.layers(), branch_of(problem)};
  const TrajectoryEquation equation{problem, t, curve};
  const auto units = units_of<Interval>(problem.objective, problem.depth, problem.feature, bits);
  const Interval coordinate = monotone_root(equation, bits);
  if (!coordinate.is_bounded()) {
    if (const auto s = all_but_at_limit(equation, bits)) return *s * units.amplitude;
  }
  return place_at(curve, coordinate).s * units.amplitude;
}

Amplitude amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention, Digits digits) {
  if (time < 0) throw InvalidProblem("at", to_fraction(time) + " is not a time after the start: it must be >= 0");
  const long layers = problem.depth.layers();
  const auto degree = static_cast<unsigned long>(layers);
  const std::optional<Rational> exact = exact_amplitude(problem, flow_time(problem, time, convention));
  const auto enclose_layer = [&](Bits bits) { return enclose_layer_amplitude(problem, time, convention, bits); };

  // Both numbers come from one inversion; it is repeated only when the encoder amplitude needs more bits.
  std::optional<std::pair<Bits, Interval>> last;
  const auto layer_at = [&](Bits bits) {
    if (!last || last->first < bits) last = {bits, enclose_layer(bits)};
    return last->second;
  };
  // For the power w^L about log2 L bits are lost.
  const Bits extra = static_cast<Bits>(std::log2(static_cast<double>(layers))) + 1;
  const auto encoder = exact ? Guaranteed::of_exact(*exact, digits)
                             : refine(digits, extra, [&](Bits bits) { return power(layer_at(bits), layers); },
                                      bounds_of(problem, digits, 1));
  const auto exact_layer = exact ? exact_root(*exact, degree) : std::optional<Rational>();
  const auto layer = exact_layer ? Guaranteed::of_exact(*exact_layer, digits)
                                 : refine(digits, 0, layer_at, bounds_of(problem, digits, degree));
  if (encoder.conclusive() && layer.conclusive()) return {encoder, layer};
  const Interval bounds = bounds_between(problem);
  return {within(bounds, encoder), within(root(bounds, degree), layer)};
}

}  // namespace jepa_oracle
