#include "judge/judged_subject.h"

#include <fmt/format.h>

#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/errors.h"
#include "judge/allowance.h"

namespace jepa_oracle::properties {
namespace {

template <class T>
T representable(std::optional<T> value, const NumberFormat& format) {
  if (!value) throw OutsideFormat("a number overflows " + format.name);
  return std::move(*value);
}

Rational nearest_positive(const Rational& value, const NumberFormat& format) {
  Rational result = representable(format.nearest(value), format);
  if (result == 0) throw OutsideFormat("a number underflows " + format.name);
  return result;
}

Moments<Rational> nearest(const Moments<Rational>& moments, const NumberFormat& format) {
  return {representable(nearest(moments.sxx, format), format), representable(nearest(moments.syx, format), format)};
}

bool same(const Network<Rational>& a, const Network<Rational>& b) {
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    if (a.layers[i] != b.layers[i]) return false;
  }
  return a.top == b.top;
}

bool same(const Moments<Rational>& a, const Moments<Rational>& b) { return a.sxx == b.sxx && a.syx == b.syx; }

bool same(const ScalarProblem& a, const ScalarProblem& b) {
  return a.feature == b.feature && a.initial_amplitude() == b.initial_amplitude();
}

Objective objective_asked(const Target<Rational>& target) {
  if (target.is_current_encoder()) return Objective::jepa;
  if (target.is_data()) return Objective::mae;
  throw Absent("the protocol has no targets but the encoder and the data");
}

/// The problem with its numbers in the format: what is sent.
ScalarProblem nearest(const ScalarProblem& problem, const NumberFormat& format) {
  if (problem.feature.sign() <= 0) throw Absent("the protocol asks for features with lambda > 0");
  try {
    return {problem.objective, problem.depth,
            Feature::with_rho(nearest_positive(problem.feature.lambda(), format),
                              nearest_positive(problem.feature.rho(), format)),
            Initialisation::of_encoder(nearest_positive(problem.initial_amplitude(), format))};
  } catch (const InvalidProblem& error) {
    throw OutsideFormat(error.what());
  }
}

Rational middle(const Interval& x) { return x.midpoint().to_rational(); }
Rational upper(const Interval& x) { return x.upper().to_rational(); }

/// The states asked for, and how far an answer may be from them.
struct AllowedStates {
  std::vector<RecordedStep> right;
  std::vector<Network<double>> allowed;
  bool are_exact = true;  ///< the states are those of exact descent; otherwise they are this to many digits
  std::string reason;
};

AllowedStates allowed_states(const DescendQuestion& q, const NumberFormat& format) {
  AllowedStates states;
  if (format.is_exact()) {
    states.right =
        ReferenceSubject().descend(Target<Rational>::of(q.objective), q.network, q.moments, q.rate, q.steps, q.every);
    for (const RecordedStep& state : states.right) states.allowed.push_back(zero_like(state.network));
    states.reason = "exact rationals: no difference is allowed";
    return states;
  }
  DescentBox box(q.objective, q.network, q.moments, q.rate, format);
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

bool may_overflow(const Interval& positive, const NumberFormat& format) {
  return !format.is_exact() &&
         (!positive.is_bounded() || !(positive.upper() < power(Real(2), format.max_exponent - 1)));
}

/// An allowance of more than 2^(-bits/4) of the answer would let mistakes pass: such a case decides nothing.
void require_decisive(const Interval& allowed, const Interval& right, const NumberFormat& format) {
  const Interval most = right * constant_like(power(Rational(2), -(format.bits / 4)), right);
  if (!allowed.is_bounded() || !certainly_less(allowed, most)) {
    throw OutsideFormat("the rounding that " + format.name + " must be allowed hides mistakes here");
  }
}

}  // namespace

Source source_of(const Question& question) { return {method_of(question), objective_of(question)}; }

Answer JudgedSubject::ask(const Question& question, const std::function<void()>& meanwhile) const {
  last_asked_ = source_of(question);
  return implementation_.ask(question, meanwhile);
}

Answer JudgedSubject::ask_if_inside(const Question& question, bool is_inside,
                                    const std::function<void()>& compute) const {
  if (is_inside) return ask(question, compute);
  compute();
  return ask(question, [] {});
}

void JudgedSubject::require(const std::string& capability) const {
  if (!implementation_.description().can(capability)) {
    throw Absent(fmt::format("the implementation has no \"{}\"", capability));
  }
}

Network<Rational> JudgedSubject::field(const Target<Rational>& target, const Network<Rational>& network,
                                       const Moments<Rational>& moments) const {
  const Objective objective = objective_asked(target);
  require("field");
  FieldQuestion question{objective, representable(nearest(network, format()), format()), nearest(moments, format())};
  FieldAllowance allowance = field_allowance(objective, question.network, question.moments, format());
  std::vector<RecordedStep> right;
  Network<Rational> exact;
  Answer answer = ask(question, [&] {
    right.push_back({0, descent_field(objective, question.network, question.moments)});
    const bool as_drawn = same(question.network, network) && same(question.moments, moments);
    exact = as_drawn ? right.front().network : ReferenceSubject::field(target, network, moments);
  });
  Call call{std::move(question), std::move(answer), {}, 0, std::move(allowance.reason)};
  const auto& given = std::get<std::vector<RecordedStep>>(call.answer);
  compare(call, given, right, {std::move(allowance.bound)}, format());
  if (!call.is_allowed()) {
    exact = moved(moved(exact, given.front().network, Rational(1)), right.front().network, Rational(-1));
  }
  calls_.push_back(std::move(call));
  return exact;
}

Network<Rational> JudgedSubject::step(const Target<Rational>& target, const Network<Rational>& network,
                                      const Moments<Rational>& moments, const Rational& rate) const {
  return descend(target, network, moments, rate, 1, 1).back().network;
}

std::vector<RecordedStep> JudgedSubject::descend(const Target<Rational>& target, const Network<Rational>& network,
                                                 const Moments<Rational>& moments, const Rational& rate, long steps,
                                                 long every) const {
  const Objective objective = objective_asked(target);
  require("descend");
  DescendQuestion question{objective,
                           representable(nearest(network, format()), format()),
                           nearest(moments, format()),
                           nearest_positive(rate, format()),
                           steps,
                           every};
  AllowedStates states;
  std::vector<RecordedStep> exact;
  const auto compute = [&] {
    states = allowed_states(question, format());
    const bool as_drawn = same(question.network, network) && same(question.moments, moments) && question.rate == rate;
    exact = as_drawn && states.are_exact ? states.right
                                         : ReferenceSubject().descend(target, network, moments, rate, steps, every);
  };
  Answer answer = ask_if_inside(
      question, is_far_from_overflow(objective, question.network, question.moments, question.rate, steps, format()),
      compute);
  Call call{std::move(question), std::move(answer), {}, 0, states.reason};
  const auto& given = std::get<std::vector<RecordedStep>>(call.answer);
  compare(call, given, states.right, states.allowed, format());
  for (std::size_t s = 0; s < exact.size() && !call.is_allowed(); ++s) {
    exact[s].network =
        moved(moved(exact[s].network, given[s].network, Rational(1)), states.right[s].network, Rational(-1));
  }
  calls_.push_back(std::move(call));
  return exact;
}

std::vector<Network<Real>> JudgedSubject::flow(const TargetRule&, const Network<Rational>&, const Moments<Rational>&,
                                               const std::vector<Rational>&, Digits) const {
  throw Absent("the protocol has no flows");
}

std::optional<ScalarAllowance> JudgedSubject::stated_allowance(const std::string& method, const Interval& right) const {
  const auto& accuracy = implementation_.description().accuracy;
  const auto stated = accuracy.find(method);
  if (stated == accuracy.end()) return std::nullopt;
  return ScalarAllowance{abs(right) * Interval(stated->second, 64), "accuracy stated by the implementer"};
}

Interval JudgedSubject::judged(Call call, const Interval& exact, const Interval& exact_there) const {
  const bool allowed = call.is_allowed();
  const Interval given(std::get<Rational>(call.answer), exact_there.precision());
  calls_.push_back(std::move(call));
  return allowed ? exact : exact + (given - exact_there);
}

std::optional<Interval> JudgedSubject::critical_time(const ScalarProblem& problem, const Threshold& threshold,
                                                     TimeConvention convention, Digits digits) const {
  if (!threshold.is_fraction()) throw Absent("the protocol has no absolute thresholds");
  require("critical_time");
  const TimeQuestion question{nearest(problem, format()), nearest_positive(threshold.value(), format()), convention};
  if (question.fraction >= 1) throw OutsideFormat("the fraction rounds to 1");
  std::optional<Interval> right;
  std::optional<Interval> exact;
  ScalarAllowance allowance;
  const auto compute = [&] {
    const Threshold there = Threshold::fraction(question.fraction);
    right = ReferenceSubject::critical_time(question.problem, there, convention, digits);
    const bool as_drawn = same(question.problem, problem) && question.fraction == threshold.value();
    exact = as_drawn ? right : ReferenceSubject::critical_time(problem, threshold, convention, digits);
    if (!right || !exact) throw Absent("the protocol asks for times that exist");
    if (outcome_of(question.problem, there) != Outcome::reached || may_overflow(*right, format())) {
      throw OutsideFormat("the time does not exist in " + format().name);
    }
    const auto stated = stated_allowance("critical_time", *right);
    allowance = stated ? *stated : time_allowance(question.problem, question.fraction, *right, convention, format());
    if (!format().is_exact()) require_decisive(allowance.bound, *right, format());
  };
  Answer answer = ask_if_inside(question, is_far_from_limits(question.problem, question.fraction, format()), compute);
  Call call{question, std::move(answer), {}, 0, allowance.reason};
  compare(call, "time", std::get<Rational>(call.answer), middle(*right), upper(allowance.bound), format());
  return judged(std::move(call), *exact, *right);
}

Interval JudgedSubject::encoder_amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention,
                                          Digits digits) const {
  require("amplitude");
  const AmplitudeQuestion question{nearest(problem, format()), representable(format().nearest(time), format()),
                                   convention};
  const Interval right = ReferenceSubject::encoder_amplitude(question.problem, question.at, convention, digits);
  const auto stated = stated_allowance("amplitude", right);
  const ScalarAllowance allowance =
      stated ? *stated : amplitude_allowance(question.problem, question.at, right, convention, format());
  if (!format().is_exact()) require_decisive(allowance.bound, right, format());
  const bool as_drawn = same(question.problem, problem) && question.at == time;
  const Interval exact = as_drawn ? right : ReferenceSubject::encoder_amplitude(problem, time, convention, digits);
  Call call{question, ask(question, [] {}), {}, 0, allowance.reason};
  compare(call, "encoder", std::get<Rational>(call.answer), middle(right), upper(allowance.bound), format());
  return judged(std::move(call), exact, right);
}

}  // namespace jepa_oracle::properties
