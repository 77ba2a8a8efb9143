// Family CriticalTime, the amplitude: the inverse of the time, on all three branches; and times to a level below the
// limit. Proofs: proofs-notes/critical-time.md
#include <algorithm>

#include "scenarios/quadrature.h"
#include "scenarios/scenario.h"
#include "scenarios/time_to_level.h"

namespace jepa_oracle::properties {
namespace {

/// An amplitude near the start or the limit, put into the integral, loses some digits of those that it was given to.
const Digits kAmplitudeDigits(60);

/// The amplitude given for a time is the one that the equation reaches after that time: the time comes back from the
/// integral. At time 0 it is the start. `target` is a layer amplitude near which to ask.
Judgement amplitude_is_inverse(const ScalarProblem& problem, const Interval& target, const Subject& subject) {
  const auto& [objective, depth, feature, initialisation] = problem;
  const Interval first = layer_of(problem.initial_amplitude(), depth);
  // A time of 53 bits, and of as many more as there are e-foldings in it: rounding moves it by far less than one.
  const Interval integral = integrated_time(objective, depth, feature, first, target);
  const long m = curve_powers(objective, depth).m;
  const Interval folds = integral * time_scale(objective, depth, feature) * m;
  const Bits bits = 53 + (feature.sign() > 0 ? std::max(0L, binary_exponent(folds.upper())) : 0);
  const Rational time = integral.midpoint().rounded_to(bits).to_rational();

  Judgement judgement;
  const auto at = [&, &p = problem](const Rational& t, TimeConvention convention) {
    return subject.encoder_amplitude(p, t, convention, kAmplitudeDigits);
  };
  const Interval encoder = at(time, TimeConvention::flow);
  judgement.require_less("amplitudes are positive", Interval(0), encoder);
  if (judgement.verdict() == Verdict::fails) return judgement;
  const Interval layer = root(encoder, static_cast<unsigned long>(depth.layers()));
  if (feature.sign() > 0) {
    const Interval limit = layer_limit(objective, depth, feature);
    certainly_less(first, limit) ? judgement.require_less("the amplitude is below the limit", layer, limit)
                                 : judgement.require_less("the amplitude is above the limit", limit, layer);
    if (judgement.verdict() == Verdict::fails) return judgement;  // there is no time to come back
  }
  judgement.require_same("time of the equation to the amplitude given", exact(time),
                         integrated_time(objective, depth, feature, first, layer));
  judgement.require_same("amplitude at L times this paper time", encoder,
                         at(time * depth.layers(), TimeConvention::paper));
  judgement.require_same("amplitude at time 0", at(0, TimeConvention::flow), exact(problem.initial_amplitude()));
  return judgement;
}

Judgement amplitude_inverts_time(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const Rational p = instance.number("fraction");
  const auto start = start_below(objective, depth, instance.number("start"), p, feature.rho());
  return amplitude_is_inverse({objective, depth, feature, start},
                              layer_of(p, depth) * layer_limit(objective, depth, feature), subject);
}

/// A rational within 2^-60 of the limit of the encoder amplitude, on the side asked for.
Rational beside_limit(Objective objective, Depth depth, const Feature& feature, bool beyond) {
  const Interval limit = power(layer_limit(objective, depth, feature), depth.layers());
  return beyond ? above(limit) : below(limit);
}

/// u0 = limit (1 + above) (1 + higher), and asked near the time at which limit (1 + above) is left.
Judgement decreasing_amplitude(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const Rational level = beside_limit(objective, depth, feature, true) * (1 + instance.number("above"));
  const auto start = Initialisation::of_encoder(level * (1 + instance.number("higher")));
  return amplitude_is_inverse({objective, depth, feature, start}, layer_of(level, depth), subject);
}

/// lambda <= 0, asked near the time at which the amplitude has fallen to a part of the start.
Judgement vanishing_amplitude(const Instance& instance, const Subject& subject) {
  const Depth depth = instance.depth();
  const Rational u0 = instance.number("amplitude");
  return amplitude_is_inverse(
      {instance.objective(), depth, vanishing_feature_of(instance), Initialisation::of_encoder(u0)},
      layer_of(u0 * instance.number("part"), depth), subject);
}

/// Below the limit, to a level on the way.
Judgement time_to_level(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const Rational level = beside_limit(objective, depth, feature, false) * instance.number("fraction");
  const Rational u0 = level * instance.number("start");
  const ScalarProblem problem{objective, depth, feature, Initialisation::of_encoder(u0)};
  Judgement judgement;
  require_time_to_level(judgement, subject, problem, level);
  const auto never = Threshold::level(beside_limit(objective, depth, feature, true));
  judgement.require("a level above the limit is never reached",
                    !subject.critical_time(problem, never, TimeConvention::flow, Digits(kCheckDigits)));
  return judgement;
}

std::vector<Field> with_kind(std::initializer_list<Field> more) {
  std::vector<Field> fields{objective_field(), depth_field()};
  fields.insert(fields.end(), more);
  return fields;
}

}  // namespace

std::vector<Claim> amplitude_claims() {
  const Field lambda = positive("lambda", -2, 2);
  const Field rho = positive("rho", -1, 1);
  return {{"CriticalTime.AmplitudeInvertsTime", with_kind({lambda, rho, fraction("fraction", 3), part("start", 4)}),
           amplitude_inverts_time},
          {"CriticalTime.SettlingAmplitudeInvertsTime",
           with_kind({lambda, rho, positive("above", -7, 1), positive("higher", -3, 1)}), decreasing_amplitude},
          {"CriticalTime.VanishingAmplitudeInvertsTime",
           with_kind({choice("correlated", {0, 1}), positive("size", -2, 2), positive("variance", -2, 2),
                      positive("amplitude", -3, 2), fraction("part", 3)}),
           vanishing_amplitude},
          {"CriticalTime.TimeToLevel", with_kind({lambda, rho, fraction("fraction", 6), part("start", 12)}),
           time_to_level}};
}

}  // namespace jepa_oracle::properties
