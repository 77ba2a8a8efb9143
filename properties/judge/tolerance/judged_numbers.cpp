// Critical times and amplitudes of the judged subject.
#include <fmt/format.h>

#include "jepa_oracle/objectives.h"
#include "judge/tolerance/in_format.h"
#include "judge/tolerance/judged_subject.h"
#include "judge/tolerance/tolerance.h"

namespace jepa_oracle::properties {
namespace {

Rational middle(const Interval& x) { return x.midpoint().to_rational(); }
Rational upper(const Interval& x) { return x.upper().to_rational(); }

bool may_overflow(const Interval& positive, const NumberFormat& format) {
  return !format.is_exact() &&
         (!positive.is_bounded() || !(positive.upper() < power(Real(2), format.max_exponent - 1)));
}

/// A tolerance of more than 2^(-bits/4) of the answer would let mistakes pass: such a case decides nothing.
void require_decisive(const Interval& allowed, const Interval& right, const NumberFormat& format) {
  const Interval most = right * constant_like(power(Rational(2), -(format.bits / 4)), right);
  if (!allowed.is_bounded() || !certainly_less(allowed, most)) {
    throw OutsideFormat("the tolerance for rounding in " + format.name + " is too large to detect mistakes here");
  }
}

/// Where the closed form is one sum of powers (m > a - 1) or one with a logarithm (m = 1), its roundings are those of
/// its terms. Others have no form in which everybody computes them: only a stated accuracy can be asked of them.
void require_common_form(const ScalarProblem& problem) {
  const auto [a, m] = exponents_of(problem.objective, problem.depth);
  if (m == 1 || m > a - 1) return;
  throw Absent(
      fmt::format("with {} layers on top there is no closed form whose roundings are known: an accuracy must be "
                  "stated",
                  problem.depth.top_layers()));
}

}  // namespace

std::optional<ScalarTolerance> JudgedSubject::stated_tolerance(const std::string& method, const Interval& right) const {
  const auto& accuracy = implementation_.description().accuracy;
  const auto stated = accuracy.find(method);
  if (stated == accuracy.end()) return std::nullopt;
  return ScalarTolerance{abs(right) * Interval(stated->second, 64), "accuracy stated by the implementer"};
}

Interval JudgedSubject::judged_number(Question question, const std::string& where, ScalarTolerance tolerance,
                                      const Interval& exact, const Interval& exact_there) const {
  const auto compare_answer = [where, right = middle(exact_there), allowed = upper(tolerance.bound),
                               format = format()](Call& call) {
    compare(call, where, std::get<Rational>(call.answer), right, allowed, format);
  };
  const Answer* wrong = wrong_answer_to({std::move(question), std::move(tolerance.reason), compare_answer});
  if (wrong == nullptr) return exact;
  return exact + (Interval(std::get<Rational>(*wrong), exact_there.precision()) - exact_there);
}

std::optional<Interval> JudgedSubject::critical_time(const ScalarProblem& problem, const Threshold& threshold,
                                                     TimeConvention convention, Digits digits) const {
  require(problem.objective, problem.depth.top_layers());
  if (!threshold.is_fraction()) throw Absent("the protocol has no absolute thresholds");
  require("critical_time");
  const TimeQuestion question{nearest(problem, format()), nearest_nonzero(threshold.value(), format()), convention};
  if (question.fraction >= 1) throw OutsideFormat("the fraction rounds to 1");
  const Threshold there = Threshold::fraction(question.fraction);
  const auto right = ReferenceSubject::critical_time(question.problem, there, convention, digits);
  const bool as_drawn = same(question.problem, problem) && question.fraction == threshold.value();
  const auto exact = as_drawn ? right : ReferenceSubject::critical_time(problem, threshold, convention, digits);
  if (!right || !exact) throw Absent("the protocol requests only times that exist");
  if (outcome_of(question.problem, there) != Outcome::reached || may_overflow(*right, format())) {
    throw OutsideFormat("the time does not exist in " + format().name);
  }
  const auto stated = stated_tolerance("critical_time", *right);
  if (!stated) require_common_form(problem);
  const ScalarTolerance tolerance =
      stated ? *stated : time_tolerance(question.problem, question.fraction, *right, convention, format());
  if (!format().is_exact()) require_decisive(tolerance.bound, *right, format());
  return judged_number(question, "time", tolerance, *exact, *right);
}

Interval JudgedSubject::encoder_amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention,
                                          Digits digits) const {
  require(problem.objective, problem.depth.top_layers());
  require("amplitude");
  const AmplitudeQuestion question{nearest(problem, format()), representable(format().nearest(time), format()),
                                   convention};
  const Interval right = ReferenceSubject::encoder_amplitude(question.problem, question.at, convention, digits);
  const auto stated = stated_tolerance("amplitude", right);
  if (!stated) require_common_form(problem);
  const ScalarTolerance tolerance =
      stated ? *stated : amplitude_tolerance(question.problem, question.at, right, convention, format());
  if (!format().is_exact()) require_decisive(tolerance.bound, right, format());
  const bool as_drawn = same(question.problem, problem) && question.at == time;
  const Interval exact = as_drawn ? right : ReferenceSubject::encoder_amplitude(problem, time, convention, digits);
  return judged_number(question, "encoder", tolerance, exact, right);
}

}  // namespace jepa_oracle::properties
