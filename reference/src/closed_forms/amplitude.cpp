#include "jepa_oracle/amplitude.h"

#include "closed_forms/curve.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/fixed_point.h"
#include "numbers/message_text.h"
#include "numbers/monotone_root.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

Rational flow_time(const ScalarProblem& problem, const Rational& time, TimeConvention convention) {
  return convention == TimeConvention::flow ? time : Rational(time / problem.depth.layers());
}

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

/// The amplitude lies strictly between its start and its limit; `degree` = L for layer amplitudes.
StrictBounds bounds_of(const ScalarProblem& problem, unsigned long degree) {
  const std::optional<Rational> start = exact_root(problem.initial_amplitude(), degree);
  const std::optional<Rational> encoder = exact_encoder_limit(problem.objective, problem.depth, problem.feature);
  const std::optional<Rational> limit = encoder ? exact_root(*encoder, degree) : std::nullopt;
  const bool rising = problem.feature.sign() > 0 && branch_of(problem) == Branch::increasing;
  return rising ? StrictBounds{start, limit} : StrictBounds{limit, start};
}

/// All that is known without a closed form: the encoder amplitude lies between its start and its limit.
Interval bounds_between(const ScalarProblem& problem) {
  constexpr Bits kBits = 128;
  const Interval start(problem.initial_amplitude(), kBits);
  return hull(start, encoder_limit(problem.objective, problem.depth, problem.feature, Digits(20)).enclosure);
}

/// The number with an enclosure that is never worse than `bounds`: e^-t of a late time leaves the exponent range.
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
  if (time < 0) throw InvalidProblem("at", shown(time) + " is negative: a time must be >= 0");
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
  const auto encoder =
      exact ? Guaranteed::of_exact(*exact, digits)
            : refine(
                  digits, extra, [&](Bits bits) { return power(layer_at(bits), layers); }, bounds_of(problem, 1));
  const auto exact_layer = exact ? exact_root(*exact, degree) : std::optional<Rational>();
  const auto layer = exact_layer ? Guaranteed::of_exact(*exact_layer, digits)
                                 : refine(digits, 0, layer_at, bounds_of(problem, degree));
  if (encoder.conclusive() && layer.conclusive()) return {encoder, layer};
  const Interval bounds = bounds_between(problem);
  return {within(bounds, encoder), within(root(bounds, degree), layer)};
}

}  // namespace jepa_oracle
