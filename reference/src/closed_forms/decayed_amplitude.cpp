#include "closed_forms/amplitude_digits.h"
#include "closed_forms/decayed_inverse.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/weight_decay.h"

namespace jepa_oracle {
namespace {

/// Sign of dw/dt at the start; nothing where the precision limit does not decide it.
std::optional<int> direction_of_start(const DecayedCurve& curve, const LayerAmplitude& start) {
  return curve.lambda <= 0 ? std::optional(-1) : direction_at(curve, start);
}

/// Of a feature that moves; `survives` as far as it is decided, which it is where the direction is.
std::optional<DecayedWay> way_of(const ScalarProblem& problem, const Rational& decay, int direction) {
  const auto& [objective, depth, feature, initialisation] = problem;
  const std::optional<bool> survivor = survives(problem, decay);
  if (!survivor) return std::nullopt;
  using End = DecayedWay::End;
  return DecayedWay{DecayedCurve::of(objective, depth, feature, decay), LayerAmplitude::of_start(problem),
                    *survivor ? (direction > 0 ? End::above : End::below) : End::nothing};
}

/// a = 1, eta = lambda: w^-m = w0^-m + m c t. Where it is rational, and so is the encoder amplitude.
std::optional<Rational> exact_fall(const DecayedWay& way, Depth depth, const Rational& time) {
  const DecayedCurve& curve = way.curve;
  if (curve.n() != 0 || curve.lambda != curve.decay) return std::nullopt;
  const long m = curve.exponents.m;
  const auto start = way.start.exact_power(m);
  if (!start) return std::nullopt;
  const Rational inverse = 1 / *start + curve.saturation * m * time;
  return exact_root(power(inverse, -depth.layers()), static_cast<unsigned long>(m));
}

/// Everywhere between 0 and the larger one of the start and the limit without decay, which no decay exceeds.
Interval no_larger_than_without_decay(const ScalarProblem& problem) {
  constexpr Bits kBits = 128;
  const Interval end = encoder_limit(problem.objective, problem.depth, problem.feature, Digits(20)).enclosure;
  return hull(hull(Interval(0), Interval(problem.initial_amplitude(), kBits)), end);
}

struct EncoderBounds {
  StrictBounds strict;
  Interval certain;
};

/// Between the start and the limit.
EncoderBounds bounds_of(const ScalarProblem& problem, const Rational& decay, const DecayedWay& way) {
  const Rational start = problem.initial_amplitude();
  const Guaranteed limit =
      way.end == DecayedWay::End::nothing
          ? Guaranteed::of_exact(0, Digits(20))
          : decayed_rest(problem.objective, problem.depth, problem.feature, decay, Digits(20)).stable->encoder;
  const Interval certain = limit.enclosure.is_bounded() ? hull(Interval(start, 128), limit.enclosure)
                                                        : no_larger_than_without_decay(problem);
  if (way.end == DecayedWay::End::above) return {{start, limit.exact}, certain};
  return {{limit.exact, start}, certain};
}

}  // namespace

Amplitude decayed_amplitude(const ScalarProblem& problem, const Rational& decay, const Rational& time,
                            TimeConvention convention, Digits digits) {
  const Rational t = flow_time(time, problem.depth, convention);
  if (decay == 0) return amplitude(problem, time, convention, digits);
  const auto& [objective, depth, feature, initialisation] = problem;
  AmplitudeCourse course{.depth = depth, .all_that_is_certain = [&] { return no_larger_than_without_decay(problem); }};
  const auto direction =
      direction_of_start(DecayedCurve::of(objective, depth, feature, decay), LayerAmplitude::of_start(problem));
  if (t == 0 || direction == 0) {
    course.exact = problem.initial_amplitude();
    return amplitude_of(course, digits);
  }
  const auto way = direction ? way_of(problem, decay, *direction) : std::nullopt;
  if (!way) {
    course.enclose_layer = [](Bits) { return Interval(0) / Interval(0); };
    return amplitude_of(course, digits);
  }
  const EncoderBounds bounds = bounds_of(problem, decay, *way);
  course.exact = exact_fall(*way, depth, t);
  course.enclose_layer = [&](Bits bits) { return enclose_decayed_layer(*way, t, bits); };
  course.encoder_bounds = bounds.strict;
  course.all_that_is_certain = [&] { return bounds.certain; };
  return amplitude_of(course, digits);
}

DecayedEnd decayed_end(const ScalarProblem& problem, const Rational& decay, TimeConvention convention, Digits digits) {
  const auto& [objective, depth, feature, initialisation] = problem;
  if (decay == 0) {
    return {encoder_limit(objective, depth, feature, digits),
            approach_rate(objective, depth, feature, convention, digits)};
  }
  const auto curve = DecayedCurve::of(objective, depth, feature, decay);
  const Rational unit = convention == TimeConvention::flow ? Rational(1) : Rational(1, depth.layers());
  const LayerAmplitude start = LayerAmplitude::of_start(problem);
  const auto survivor = survives(problem, decay);
  if (!survivor) return {};
  if (!*survivor) {
    const Rational rate = curve.n() == 0 ? Rational(decay - curve.lambda) : decay;
    return {Guaranteed::of_exact(0, digits), Guaranteed::of_exact(rate * unit, digits)};
  }
  // -w phi'(w) = m c w^k - n eta, as lambda w^n = eta + c w^k at a rest point
  const auto rate_of = [&](const Rational& bend) {
    return Guaranteed::of_exact((curve.exponents.m * curve.saturation * bend - curve.n() * decay) * unit, digits);
  };
  const DecayedRest rest = decayed_rest(objective, depth, feature, decay, digits);
  if (curve.n() == 0) {
    return {rest.stable->encoder, Guaranteed::of_exact(curve.exponents.m * (curve.lambda - decay) * unit, digits)};
  }
  if (direction_at(curve, start) == 0) {
    return {Guaranteed::of_exact(problem.initial_amplitude(), digits), rate_of(*start.exact_power(curve.k()))};
  }
  if (side_of_largest_decay(curve) == 0) return {rest.stable->encoder, Guaranteed::of_exact(0, digits)};
  if (const auto& exact = rest.stable->layer.exact) return {rest.stable->encoder, rate_of(power(*exact, curve.k()))};
  const auto enclose_rate = [&](Bits bits) {
    return (Interval(Rational(curve.saturation * curve.exponents.m), bits) *
                power(enclose_stable(curve, bits), curve.k()) -
            Interval(Rational(decay * curve.n()), bits)) *
           Interval(unit, bits);
  };
  return {rest.stable->encoder, refine(digits, 0, enclose_rate)};
}

}  // namespace jepa_oracle
