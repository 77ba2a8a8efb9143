// Fields and descents of the judged subject.
#include <memory>

#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/family_field.h"
#include "jepa_oracle/objectives.h"
#include "judge/tolerance/in_format.h"
#include "judge/tolerance/judged_subject.h"
#include "judge/tolerance/tolerance.h"

namespace jepa_oracle::properties {
namespace {

Objective objective_asked(const Target<Rational>& target) {
  if (target.is_fixed()) throw Absent("the protocol has no targets but the encoder and the data");
  return objective_with(target.kind());
}

const std::vector<RecordedStep>& states_of(const Answer& answer) { return std::get<std::vector<RecordedStep>>(answer); }

/// The states asked for, and how far an answer may be from them.
struct AllowedStates {
  std::vector<RecordedStep> right;
  std::vector<Network<double>> allowed;
  bool are_exact = true;  ///< the states are those of exact descent; otherwise they are this to many digits
  std::string reason;
};

std::vector<RecordedStep> exact_states(const DescendQuestion& q) {
  const ReferenceSubject reference;
  if (is_plain(q)) {
    return reference.descend(Target<Rational>::of(q.objective), q.network, q.moments, q.rate, q.steps, q.every);
  }
  std::vector<RecordedStep> states{{0, q.network}};
  Network<Rational> network = q.network;
  for (long step = 1; step <= q.steps; ++step) {
    network = reference.family_step(q.objective, q.weight_decay, network, q.moments, q.rate);
    if (step % q.every == 0 || step == q.steps) states.push_back({step, network});
  }
  return states;
}

AllowedStates allowed_states(const DescendQuestion& q, const NumberFormat& format) {
  AllowedStates states;
  if (format.is_exact()) {
    states.right = exact_states(q);
    for (const RecordedStep& state : states.right) states.allowed.push_back(zero_like(state.network));
    states.reason = "exact rationals: no difference is allowed";
    return states;
  }
  DescentBox box(q.objective, q.network, q.moments, q.rate, format, q.weight_decay);
  states.right.push_back({0, q.network});
  states.allowed.push_back(zero_like(q.network));
  for (long done = 1; done <= q.steps; ++done) {
    box.step();
    if (done % q.every != 0 && done != q.steps) continue;
    states.right.push_back({done, box.centre()});
    states.allowed.push_back(box.radius());
  }
  states.are_exact = box.centre_is_exact();
  states.reason = box.reason();
  return states;
}

/// Compares the states of an answer with those allowed.
std::function<void(Call&)> comparison_with(std::shared_ptr<const AllowedStates> states, NumberFormat format) {
  return [states = std::move(states), format = std::move(format)](Call& call) {
    compare(call, states_of(call.answer), states->right, states->allowed, format);
  };
}

/// exact + given - right, entry by entry.
Network<Rational> with_mistake(const Network<Rational>& exact, const Network<Rational>& given,
                               const Network<Rational>& right) {
  return moved(moved(exact, given, Rational(1)), right, Rational(-1));
}

}  // namespace

Network<Rational> JudgedSubject::field(const Target<Rational>& target, const Network<Rational>& network,
                                       const Moments<Rational>& moments) const {
  return judged_field({objective_asked(target), target}, network, moments);
}

Network<Rational> JudgedSubject::family_field(const FamilyRule<Rational>& rule, const Network<Rational>& network,
                                              const Moments<Rational>& moments) const {
  const bool own_target = rule.target.kind() == Target<Rational>::of(rule.objective).kind();
  if (!own_target) throw Absent("the protocol has no targets but the encoder and the data");
  return judged_field(rule, network, moments);
}

Network<Rational> JudgedSubject::judged_field(const FamilyRule<Rational>& rule, const Network<Rational>& network,
                                              const Moments<Rational>& moments) const {
  const Objective objective = rule.objective;
  require("field");
  require(objective, static_cast<long>(network.top_layers.size()));
  require_decay(rule.weight_decay);
  FieldQuestion question{objective, representable(nearest(network, format()), format()), nearest(moments, format()),
                         representable(format().nearest(rule.weight_decay), format())};
  FieldTolerance tolerance =
      field_tolerance(objective, question.network, question.moments, format(), question.weight_decay);
  const auto states = std::make_shared<AllowedStates>();
  const FamilyRule<Rational> rule_there{objective, rule.target, question.weight_decay};
  states->right.push_back({0, ReferenceSubject::family_field(rule_there, question.network, question.moments)});
  states->allowed.push_back(std::move(tolerance.bound));
  const bool as_drawn =
      same(question.network, network) && same(question.moments, moments) && question.weight_decay == rule.weight_decay;
  Network<Rational> exact =
      as_drawn ? states->right.front().network : ReferenceSubject::family_field(rule, network, moments);
  if (const Answer* wrong =
          wrong_answer_to({std::move(question), std::move(tolerance.reason), comparison_with(states, format())})) {
    exact = with_mistake(exact, states_of(*wrong).front().network, states->right.front().network);
  }
  return exact;
}

Network<Rational> JudgedSubject::step(const Target<Rational>& target, const Network<Rational>& network,
                                      const Moments<Rational>& moments, const Rational& rate) const {
  return descend(target, network, moments, rate, 1, 1).back().network;
}

std::vector<RecordedStep> JudgedSubject::descend(const Target<Rational>& target, const Network<Rational>& network,
                                                 const Moments<Rational>& moments, const Rational& rate, long steps,
                                                 long every) const {
  return judged_descent({objective_asked(target), network, moments, rate, steps, every});
}

Network<Rational> JudgedSubject::family_step(Objective objective, const Rational& decay,
                                             const Network<Rational>& network, const Moments<Rational>& moments,
                                             const Rational& rate) const {
  return judged_descent({objective, network, moments, rate, 1, 1, decay}).back().network;
}

std::vector<RecordedStep> JudgedSubject::judged_descent(const DescendQuestion& drawn) const {
  require("descend");
  require(drawn.objective, static_cast<long>(drawn.network.top_layers.size()));
  require_decay(drawn.weight_decay);
  DescendQuestion question{drawn.objective,
                           representable(nearest(drawn.network, format()), format()),
                           nearest(drawn.moments, format()),
                           nearest_nonzero(drawn.rate, format()),
                           drawn.steps,
                           drawn.every,
                           representable(format().nearest(drawn.weight_decay), format())};
  const auto states = std::make_shared<AllowedStates>(allowed_states(question, format()));
  const bool as_drawn = same(question.network, drawn.network) && same(question.moments, drawn.moments) &&
                        question.rate == drawn.rate && question.weight_decay == drawn.weight_decay;
  std::vector<RecordedStep> exact = as_drawn && states->are_exact ? states->right : exact_states(drawn);
  if (const Answer* wrong = wrong_answer_to({std::move(question), states->reason, comparison_with(states, format())})) {
    for (std::size_t s = 0; s < exact.size(); ++s) {
      exact[s].network = with_mistake(exact[s].network, states_of(*wrong)[s].network, states->right[s].network);
    }
  }
  return exact;
}

void JudgedSubject::require_decay(const Rational& decay) const {
  if (decay != 0 && !implementation_.description().weight_decay) {
    throw Absent("the implementation has no weight decay");
  }
}

std::vector<Network<Real>> JudgedSubject::flow(const TargetRule&, const Network<Rational>&, const Moments<Rational>&,
                                               const std::vector<Rational>&, Digits) const {
  throw Absent("the protocol has no flows");
}

std::vector<Network<Rational>> JudgedSubject::sign_descent(Objective, const Network<Rational>&,
                                                           const Moments<Rational>&, const Rational&, long) const {
  throw Absent("the protocol has no sign descent");
}

}  // namespace jepa_oracle::properties
