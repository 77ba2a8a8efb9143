#include "judge/judged_subject.h"

#include <fmt/format.h>

#include <memory>

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

const std::vector<RecordedStep>& states_of(const Answer& answer) { return std::get<std::vector<RecordedStep>>(answer); }

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

std::vector<PutQuestion> JudgedSubject::ask_ahead(const std::function<void()>& work) const {
  struct Ahead {
    bool& flag;
    ~Ahead() { flag = false; }
  };
  put_ahead_.clear();
  is_ahead_ = true;
  const Ahead while_it_works{is_ahead_};
  work();
  return std::exchange(put_ahead_, {});
}

Call JudgedSubject::answer_to(PutQuestion put) const {
  Answer answer = implementation_.take(put.question);
  Call call{std::move(put.question), std::move(answer), {}, 0, std::move(put.reason)};
  put.compare_answer(call);
  return call;
}

const Answer* JudgedSubject::wrong_answer_to(PutQuestion put) const {
  last_asked_ = source_of(put.question);
  implementation_.put(put.question);
  if (is_ahead_) {
    put_ahead_.push_back(std::move(put));
    return nullptr;
  }
  calls_.push_back(answer_to(std::move(put)));
  return calls_.back().is_allowed() ? nullptr : &calls_.back().answer;
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
  const auto states = std::make_shared<AllowedStates>();
  states->right.push_back({0, descent_field(objective, question.network, question.moments)});
  states->allowed.push_back(std::move(allowance.bound));
  const bool as_drawn = same(question.network, network) && same(question.moments, moments);
  Network<Rational> exact =
      as_drawn ? states->right.front().network : ReferenceSubject::field(target, network, moments);
  if (const Answer* wrong = wrong_answer_to({std::move(question), std::move(allowance.reason), comparison_with(states, format())})) {
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
  const Objective objective = objective_asked(target);
  require("descend");
  DescendQuestion question{objective,
                           representable(nearest(network, format()), format()),
                           nearest(moments, format()),
                           nearest_positive(rate, format()),
                           steps,
                           every};
  const auto states = std::make_shared<AllowedStates>(allowed_states(question, format()));
  const bool as_drawn = same(question.network, network) && same(question.moments, moments) && question.rate == rate;
  std::vector<RecordedStep> exact =
      as_drawn && states->are_exact ? states->right
                                    : ReferenceSubject().descend(target, network, moments, rate, steps, every);
  if (const Answer* wrong = wrong_answer_to({std::move(question), states->reason, comparison_with(states, format())})) {
    for (std::size_t s = 0; s < exact.size(); ++s) {
      exact[s].network = with_mistake(exact[s].network, states_of(*wrong)[s].network, states->right[s].network);
    }
  }
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

Interval JudgedSubject::judged_number(Question question, const std::string& where, ScalarAllowance allowance,
                                      const Interval& exact, const Interval& exact_there) const {
  const auto compare_answer = [where, right = middle(exact_there), allowed = upper(allowance.bound),
                               format = format()](Call& call) {
    compare(call, where, std::get<Rational>(call.answer), right, allowed, format);
  };
  const Answer* wrong = wrong_answer_to({std::move(question), std::move(allowance.reason), compare_answer});
  if (wrong == nullptr) return exact;
  return exact + (Interval(std::get<Rational>(*wrong), exact_there.precision()) - exact_there);
}

std::optional<Interval> JudgedSubject::critical_time(const ScalarProblem& problem, const Threshold& threshold,
                                                     TimeConvention convention, Digits digits) const {
  if (!threshold.is_fraction()) throw Absent("the protocol has no absolute thresholds");
  require("critical_time");
  const TimeQuestion question{nearest(problem, format()), nearest_positive(threshold.value(), format()), convention};
  if (question.fraction >= 1) throw OutsideFormat("the fraction rounds to 1");
  const Threshold there = Threshold::fraction(question.fraction);
  const auto right = ReferenceSubject::critical_time(question.problem, there, convention, digits);
  const bool as_drawn = same(question.problem, problem) && question.fraction == threshold.value();
  const auto exact = as_drawn ? right : ReferenceSubject::critical_time(problem, threshold, convention, digits);
  if (!right || !exact) throw Absent("the protocol asks for times that exist");
  if (outcome_of(question.problem, there) != Outcome::reached || may_overflow(*right, format())) {
    throw OutsideFormat("the time does not exist in " + format().name);
  }
  const auto stated = stated_allowance("critical_time", *right);
  const ScalarAllowance allowance =
      stated ? *stated : time_allowance(question.problem, question.fraction, *right, convention, format());
  if (!format().is_exact()) require_decisive(allowance.bound, *right, format());
  return judged_number(question, "time", allowance, *exact, *right);
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
  return judged_number(question, "encoder", allowance, exact, right);
}

}  // namespace jepa_oracle::properties
