// Family CriticalTime, the amplitude: the inverse of the time. Proof: proofs-notes/critical-time.md
#include "quadrature.h"
#include "scenario.h"

namespace jepa_oracle::properties {
namespace {

/// The amplitude given for a time is the one that the equation reaches after that time.
Judgement amplitude_inverts_time(const Instance& instance, const Subject& subject) {
  const Objective objective = instance.objective();
  const Depth depth = instance.depth();
  const Feature feature = feature_of(instance);
  const Rational p = instance.number("fraction");
  const auto start = start_below(objective, depth, instance.number("start"), p, feature.rho());
  const ScalarProblem problem{objective, depth, feature, start};
  const Interval first = layer_of(problem.initial_amplitude(), depth);
  const Interval target = layer_of(p, depth) * layer_limit(objective, depth, feature);
  // A time of 53 bits at which about the fraction p is reached.
  const Rational time =
      integrated_time(objective, depth, feature, first, target).midpoint().rounded_to(53).to_rational();

  Judgement judgement;
  const Interval encoder = subject.encoder_amplitude(problem, time, TimeConvention::flow, Digits(kCheckDigits));
  const Interval layer = root(encoder, static_cast<unsigned long>(depth.layers()));
  judgement.require_same("time of the equation to the amplitude given", exact(time),
                         integrated_time(objective, depth, feature, first, layer));
  const Rational paper_time = time * depth.layers();
  judgement.require_same("amplitude at L times this paper time", encoder,
                         subject.encoder_amplitude(problem, paper_time, TimeConvention::paper, Digits(kCheckDigits)));
  return judgement;
}

}  // namespace

std::vector<Claim> amplitude_claims() {
  return {{"CriticalTime.AmplitudeInvertsTime",
           {objective_field(), choice("depth", {1, 2, 3, 4, 8}), positive("lambda", -2, 2), positive("rho", -1, 1),
            fraction("fraction", 3), part("start", 4)},
           amplitude_inverts_time}};
}

}  // namespace jepa_oracle::properties
