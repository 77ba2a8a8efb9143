#include "closed_forms/decayed_curve.h"
#include "closed_forms/decayed_integral.h"
#include "closed_forms/decayed_roots.h"
#include "jepa_oracle/weight_decay.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

/// Where an amplitude lies on the line of rest points 0 < w_u < w_s, as far as they exist; by exact signs.
struct DecayPosition {
  int direction;    ///< sign of the velocity there
  bool above_peak;  ///< w >= w_p; always for a = 1
};

struct DecayCourse {
  DecayedCurve curve;
  LayerAmplitude start;
  DecayPosition position;
  bool start_dies;

  static std::optional<DecayCourse> of(const ScalarProblem& problem, const Rational& decay);
};

std::optional<DecayPosition> position_of(const DecayedCurve& curve, const LayerAmplitude& amplitude) {
  if (curve.lambda <= 0) return DecayPosition{-1, false};  // every decay > 0 drives it to 0
  const std::optional<int> direction = direction_at(curve, amplitude);
  if (!direction) return std::nullopt;
  return DecayPosition{*direction, side_of_peak(curve, amplitude) >= 0};
}

std::optional<DecayCourse> DecayCourse::of(const ScalarProblem& problem, const Rational& decay) {
  const auto curve = DecayedCurve::of(problem.objective, problem.depth, problem.feature, decay);
  const LayerAmplitude start = LayerAmplitude::of_start(problem);
  const auto position = position_of(curve, start);
  if (!position) return std::nullopt;
  // Without a rest point above, or below w_u; at w_p, where both rest points meet, the direction is 0.
  const int side = curve.lambda > 0 ? side_of_largest_decay(curve) : 1;
  const bool none_above = side > 0 || (side == 0 && curve.n() == 0);
  return DecayCourse{curve, start, *position, position->direction < 0 && (none_above || !position->above_peak)};
}

/// Sign of w - (the limit of survivors), which exists.
std::optional<int> side_of_survivors_limit(const DecayedCurve& curve, const LayerAmplitude& amplitude) {
  if (side_of_largest_decay(curve) == 0) return side_of_peak(curve, amplitude);
  const auto position = position_of(curve, amplitude);
  if (!position) return std::nullopt;
  return position->above_peak ? -position->direction : -1;
}

/// Sign of the amplitude of the start less the threshold, an encoder amplitude.
int compare_with_level(const ScalarProblem& problem, const Rational& level) {
  const Rational start = problem.initial_amplitude();
  return start < level ? -1 : (start > level ? 1 : 0);
}

Outcome outcome_at_level(const DecayCourse& course, int start, const DecayPosition& level) {
  if (start == 0) return Outcome::reached;
  if (course.start_dies)
    return start > 0 ? Outcome::reached : (course.curve.lambda > 0 ? Outcome::dies : Outcome::never);
  const bool rises = course.position.direction > 0;
  if (start < 0) return rises && level.direction > 0 ? Outcome::reached : Outcome::never;
  // Down to the limit of survivors, to which w falls from above.
  const bool falls_through = course.position.direction < 0 && level.direction < 0 && level.above_peak;
  return falls_through ? Outcome::reached : Outcome::already_beyond;
}

/// Nothing where the precision limit does not decide it; `start` is set to the sign of start - threshold.
std::optional<Outcome> decayed_outcome(const ScalarProblem& problem, const DecayCourse& course,
                                       const Threshold& threshold, int& start) {
  if (!threshold.is_fraction()) {
    start = compare_with_level(problem, threshold.value());
    const auto level = position_of(course.curve, LayerAmplitude::of_encoder(threshold.value(), problem.depth));
    return level ? std::optional(outcome_at_level(course, start, *level)) : std::nullopt;
  }
  start = 1;
  if (course.curve.lambda <= 0) return Outcome::never;
  if (course.start_dies) return Outcome::dies;
  const Rational scaled = problem.initial_amplitude() / threshold.value();
  const auto side = side_of_survivors_limit(course.curve, LayerAmplitude::of_encoder(scaled, problem.depth));
  if (!side) return std::nullopt;
  start = *side;
  if (start == 0) return Outcome::reached;
  if (start > 0) return Outcome::already_beyond;
  return course.position.direction > 0 ? Outcome::reached : Outcome::never;  // at rest on w_u
}

/// ln of the threshold less ln of the start, as layer amplitudes.
Interval logarithmic_distance(const ScalarProblem& problem, const DecayCourse& course, const Threshold& threshold,
                              Bits bits) {
  const long layers = problem.depth.layers();
  if (!threshold.is_fraction()) {
    const Rational ratio = threshold.value() / problem.initial_amplitude();
    const bool near = ratio > Rational(1, 2) && ratio < 2;  // where the logarithm would cancel
    return (near ? log1p(Interval(ratio - 1, bits)) : log(Interval(ratio, bits))) / layers;
  }
  return log(Interval(threshold.value(), bits)) / layers + log(enclose_survivors_limit(course.curve, bits)) -
         log(course.start.enclosed(bits));
}

/// a = 1, eta = lambda: d/dt w^-m = m c. Where it is rational.
std::optional<Rational> exact_critical_decay_time(const ScalarProblem& problem, const DecayCourse& course,
                                                  const Threshold& threshold) {
  const DecayedCurve& curve = course.curve;
  if (curve.n() != 0 || curve.lambda != curve.decay || threshold.is_fraction()) return std::nullopt;
  const auto start = course.start.exact_power(curve.exponents.m);
  const auto end = LayerAmplitude::of_encoder(threshold.value(), problem.depth).exact_power(curve.exponents.m);
  if (!start || !end) return std::nullopt;
  return Rational((1 / *end - 1 / *start) / (curve.exponents.m * curve.saturation));
}

/// The time as an integral, whatever the rest points.
Interval integrated_time(const ScalarProblem& problem, const DecayCourse& course, const Threshold& threshold,
                         Bits bits) {
  const DecayedSpeed speed = speed_from(course.curve, course.start.enclosed(bits), bits);
  return decayed_integral(speed, logarithmic_distance(problem, course, threshold, bits), bits);
}

/// Bits that the sum over roots cancels where decay is small beside the growth at the start: log2(lambda w0^n / eta).
Bits cancelled_by_roots(const DecayCourse& course) {
  constexpr Bits kGlanceBits = 64;
  const DecayedCurve& curve = course.curve;
  const Interval growth =
      power(course.start.enclosed(kGlanceBits), curve.n()) * Interval(curve.lambda / curve.decay, kGlanceBits);
  return std::max<Bits>(0, binary_exponent(growth.upper()));
}

/// The closed form over roots is there, and not dearer than the integral.
bool has_cheap_roots(const DecayCourse& course, Digits digits) {
  constexpr long kMostRoots = 400;
  const DecayedCurve& curve = course.curve;
  return curve.lambda > 0 && curve.n() > 0 && side_of_largest_decay(curve) < 0 && decayed_roots(curve) <= kMostRoots &&
         cancelled_by_roots(course) <= 4 * digits.working_bits();
}

Guaranteed refined_time(const ScalarProblem& problem, const DecayCourse& course, const Threshold& threshold, long unit,
                        Digits digits) {
  const auto integral = [&](Bits bits) { return integrated_time(problem, course, threshold, bits) * unit; };
  if (!has_cheap_roots(course, digits)) return refine(digits, 0, integral);
  return refine(digits, cancelled_by_roots(course), [&](Bits bits) {
    const Interval start = course.start.enclosed(bits);
    const Interval end =
        threshold.is_fraction()
            ? root(Interval(threshold.value(), bits), static_cast<unsigned long>(problem.depth.layers())) *
                  enclose_survivors_limit(course.curve, bits)
            : LayerAmplitude::of_encoder(threshold.value(), problem.depth).enclosed(bits);
    const auto time = decayed_time_over_roots(course.curve, start, end, bits);
    return time ? *time * unit : integral(bits);
  });
}

}  // namespace

DecayedTime decayed_critical_time(const ScalarProblem& problem, const Rational& decay, const Threshold& threshold,
                                  TimeConvention convention, Digits digits) {
  if (decay == 0) {
    CriticalTime time = critical_time(problem, threshold, convention, digits);
    return {time.outcome, std::move(time.time)};
  }
  const auto course = DecayCourse::of(problem, decay);
  if (!course) return {};
  int start = 0;
  const auto outcome = decayed_outcome(problem, *course, threshold, start);
  if (outcome != Outcome::reached) return {outcome, std::nullopt};
  if (start == 0) return {outcome, Guaranteed::of_exact(0, digits)};
  const long unit = convention == TimeConvention::flow ? 1 : problem.depth.layers();
  if (const auto exact = exact_critical_decay_time(problem, *course, threshold)) {
    return {outcome, Guaranteed::of_exact(*exact * unit, digits)};
  }
  return {outcome, refined_time(problem, *course, threshold, unit, digits)};
}

}  // namespace jepa_oracle
