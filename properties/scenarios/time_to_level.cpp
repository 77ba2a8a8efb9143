#include "scenarios/time_to_level.h"

#include "scenarios/quadrature.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {

std::optional<Interval> require_time_to_level(Judgement& judgement, const Subject& subject,
                                              const ScalarProblem& problem, const Rational& level) {
  const auto ask = [&](const Rational& u, TimeConvention convention) {
    return subject.critical_time(problem, Threshold::level(u), convention, Digits(kCheckDigits));
  };
  const Rational start = problem.initial_amplitude();
  const auto flow = ask(level, TimeConvention::flow);
  const auto paper = ask(level, TimeConvention::paper);
  const auto none = ask(start, TimeConvention::flow);
  judgement.require_answer("the level on the way", flow && paper);
  judgement.require_answer("the start itself", none.has_value());
  if (!flow || !paper || !none) return flow;
  const Interval integral = integrated_time(problem.objective, problem.depth, problem.feature,
                                            layer_of(start, problem.depth), layer_of(level, problem.depth));
  judgement.require_same("time to the level = integral of the equation", *flow, integral);
  judgement.require_same("paper time to the level = L x that integral", *paper, integral * problem.depth.layers());
  judgement.require_same("time to the start itself", *none, Interval(0));
  return flow;
}

}  // namespace jepa_oracle::properties
