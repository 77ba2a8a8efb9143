#include "suite/subject.h"

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/data_model.h"
#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/family_field.h"
#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/gradient_descent.h"
#include "jepa_oracle/gradient_flow.h"
#include "jepa_oracle/lejepa.h"
#include "jepa_oracle/rho_boundary.h"
#include "jepa_oracle/slow_average.h"
#include "jepa_oracle/weight_decay.h"

namespace jepa_oracle::properties {

std::vector<RecordedStep> Subject::descend(const Target<Rational>& target, const Network<Rational>& network,
                                           const Moments<Rational>& moments, const Rational& rate, long steps,
                                           long every) const {
  std::vector<RecordedStep> trajectory{{0, network}};
  Network<Rational> current = network;
  for (long done = 1; done <= steps; ++done) {
    current = step(target, current, moments, rate);
    if (done % every == 0 || done == steps) trajectory.push_back({done, current});
  }
  return trajectory;
}

Network<Rational> Subject::family_step(Objective objective, const Rational& decay, const Network<Rational>& network,
                                       const Moments<Rational>& moments, const Rational& rate) const {
  return moved(network, family_field({objective, Target<Rational>::of(objective), decay}, network, moments), rate);
}

std::optional<Interval> ReferenceSubject::critical_time(const ScalarProblem& problem, const Threshold& threshold,
                                                        TimeConvention convention, Digits digits) const {
  const CriticalTime answer = jepa_oracle::critical_time(problem, threshold, convention, digits);
  if (answer.outcome != Outcome::reached) return std::nullopt;
  return answer.time->enclosure;
}

Interval ReferenceSubject::encoder_amplitude(const ScalarProblem& problem, const Rational& time,
                                             TimeConvention convention, Digits digits) const {
  return jepa_oracle::amplitude(problem, time, convention, digits).encoder.enclosure;
}

Interval ReferenceSubject::encoder_limit(Objective objective, Depth depth, const Feature& feature,
                                         Digits digits) const {
  return jepa_oracle::encoder_limit(objective, depth, feature, digits).enclosure;
}

Interval ReferenceSubject::approach_rate(Objective objective, Depth depth, const Feature& feature,
                                         Digits digits) const {
  return jepa_oracle::approach_rate(objective, depth, feature, TimeConvention::flow, digits).enclosure;
}

Interval ReferenceSubject::jepa_rho_boundary(Depth depth, const Rational& fraction, Digits digits) const {
  return jepa_oracle::jepa_rho_boundary(depth, fraction, digits).enclosure;
}

Interval ReferenceSubject::mae_fraction_bound(Depth depth, Digits digits) const {
  return jepa_oracle::mae_fraction_bound(depth, digits).enclosure;
}

std::optional<Interval> ReferenceSubject::mae_rho_boundary(Depth depth, const Rational& fraction, Digits digits) const {
  const auto answer = jepa_oracle::mae_rho_boundary(depth, fraction, digits);
  if (!answer) return std::nullopt;
  return answer->enclosure;
}

std::optional<Interval> ReferenceSubject::rho_boundary(Objective objective, Depth depth, const Rational& fraction,
                                                       Digits digits) const {
  const RhoBoundary answer = jepa_oracle::rho_boundary(objective, depth, fraction, digits);
  if (!answer.s_star) return std::nullopt;
  return answer.s_star->enclosure;
}

std::optional<std::pair<Interval, Interval>> ReferenceSubject::conflict_window(Objective objective, Depth depth,
                                                                               const Rational& fraction,
                                                                               const Conflict& conflict,
                                                                               Digits digits) const {
  const ConflictWindow answer = jepa_oracle::conflict_window(objective, depth, fraction, conflict, digits);
  if (answer.state != ConflictWindow::State::open) return std::nullopt;
  return std::pair(answer.lower->enclosure, answer.upper->enclosure);
}

Interval ReferenceSubject::largest_decay(Objective objective, Depth depth, const Feature& feature,
                                         Digits digits) const {
  return jepa_oracle::largest_decay(objective, depth, feature, digits).enclosure;
}

Interval ReferenceSubject::largest_decay_of_start(const ScalarProblem& problem, Digits digits) const {
  return jepa_oracle::largest_decay_of_start(problem, digits).enclosure;
}

std::optional<std::pair<Interval, Interval>> ReferenceSubject::decayed_rest(Objective objective, Depth depth,
                                                                            const Feature& feature,
                                                                            const Rational& decay,
                                                                            Digits digits) const {
  const DecayedRest rest = jepa_oracle::decayed_rest(objective, depth, feature, decay, digits);
  if (!rest.stable) return std::nullopt;
  return std::pair(rest.unstable ? rest.unstable->layer.enclosure : Interval(0), rest.stable->layer.enclosure);
}

std::optional<std::pair<Interval, Interval>> ReferenceSubject::decay_filter(Objective objective, Depth depth,
                                                                            const Conflict& conflict,
                                                                            Digits digits) const {
  const auto filter = jepa_oracle::decay_filter(objective, depth, conflict, digits);
  if (!filter) return std::nullopt;
  return std::pair(filter->lower.enclosure, filter->upper.enclosure);
}

std::optional<bool> ReferenceSubject::survives(const ScalarProblem& problem, const Rational& decay) const {
  return jepa_oracle::survives(problem, decay);
}

std::optional<Interval> ReferenceSubject::decayed_time(const ScalarProblem& problem, const Rational& decay,
                                                       const Threshold& threshold, Digits digits) const {
  const DecayedTime answer = decayed_critical_time(problem, decay, threshold, TimeConvention::flow, digits);
  if (answer.outcome != Outcome::reached) return std::nullopt;
  return answer.time->enclosure;
}

std::optional<Interval> ReferenceSubject::slow_average_time(const ScalarProblem& problem, const Rational& fraction,
                                                            Digits digits) const {
  const auto answer = jepa_oracle::slow_average_time(problem, fraction, digits);
  if (!answer) return std::nullopt;
  return answer->enclosure;
}

Interval ReferenceSubject::sigreg_term(const LeJepaLoss& loss, const Rational& variance, Digits digits) const {
  return jepa_oracle::sigreg_term(loss, variance, digits).enclosure;
}

Interval ReferenceSubject::lejepa_threshold(const LeJepaLoss& loss, Digits digits) const {
  return jepa_oracle::lejepa_threshold(loss, digits).enclosure;
}

std::optional<Interval> ReferenceSubject::lejepa_limit(const LeJepaLoss& loss, const Feature& feature,
                                                       Digits digits) const {
  const auto answer = jepa_oracle::lejepa_limit(loss, feature, digits);
  if (!answer) return std::nullopt;
  return answer->enclosure;
}

int ReferenceSubject::lejepa_direction(const LeJepaProblem& problem) const {
  return jepa_oracle::lejepa_direction(problem);
}

std::optional<Interval> ReferenceSubject::lejepa_time(const LeJepaProblem& problem, const Threshold& threshold,
                                                      Digits digits) const {
  const LeJepaTime answer = lejepa_critical_time(problem, threshold, TimeConvention::flow, digits);
  if (answer.outcome != Outcome::reached) return std::nullopt;
  return answer.time->enclosure;
}

Network<Rational> ReferenceSubject::field(const Target<Rational>& target, const Network<Rational>& network,
                                          const Moments<Rational>& moments) const {
  return descent_field(network, target, moments);
}

Network<Rational> ReferenceSubject::step(const Target<Rational>& target, const Network<Rational>& network,
                                         const Moments<Rational>& moments, const Rational& rate) const {
  // A target that does not move during the step: given as the encoder frozen at the start.
  const TargetRule rule{target.kind(), Rational(0), objective_with(target.kind())};
  TrainingState<Rational> state = initial_state(network, rule);
  if (target.is_fixed()) state.target_encoder = target.map();
  GradientDescent<Rational> descent(std::move(state), moments, DescentRule{rule, rate});
  descent.step();
  return descent.state().network;
}

std::vector<Network<Real>> ReferenceSubject::flow(const TargetRule& rule, const Network<Rational>& start,
                                                  const Moments<Rational>& moments, const std::vector<Rational>& times,
                                                  Digits digits) const {
  std::vector<Network<Real>> networks;
  for (FlowSample& sample : gradient_flow({Start::given(start), moments, rule}, times, digits)) {
    networks.push_back(std::move(sample.state.network));
  }
  return networks;
}

Network<Rational> ReferenceSubject::family_field(const FamilyRule<Rational>& rule, const Network<Rational>& network,
                                                 const Moments<Rational>& moments) const {
  return jepa_oracle::family_field(rule, network, moments);
}

Network<Rational> ReferenceSubject::family_step(Objective objective, const Rational& decay,
                                                const Network<Rational>& network, const Moments<Rational>& moments,
                                                const Rational& rate) const {
  const DescentRule rule{TargetRule::of(objective), rate, decay};
  GradientDescent<Rational> descent(initial_state(network, rule.target), moments, rule);
  descent.step();
  return descent.state().network;
}

std::vector<Network<Rational>> ReferenceSubject::sign_descent(Objective objective, const Network<Rational>& start,
                                                              const Moments<Rational>& moments, const Rational& rate,
                                                              long steps) const {
  const DescentRule rule{TargetRule::of(objective), rate, Rational(0), Optimizer::sign};
  GradientDescent<Rational> descent(initial_state(start, rule.target), moments, rule);
  std::vector<Network<Rational>> networks{start};
  while (descent.steps_done() < steps) {
    descent.step();
    networks.push_back(descent.state().network);
  }
  return networks;
}

Moments<Rational> ReferenceSubject::model_moments(const DataModel& model) const { return moments_of(model); }

std::vector<Feature> ReferenceSubject::model_features(const DataModel& model) const { return features_of(model); }

Samples<Rational> ReferenceSubject::model_samples(const DataModel& model, SourceLaw law, std::uint64_t seed,
                                                  std::uint64_t first, long count) const {
  return samples_of(model, law, seed, first, count);
}

Moments<Rational> ReferenceSubject::estimated_moments(const Samples<Rational>& samples) const {
  return moments_of(samples);
}

}  // namespace jepa_oracle::properties
