#include "jepa_oracle/critical_time.h"

#include "curve.h"
#include "jepa_oracle/fixed_point.h"
#include "refinement.h"

namespace jepa_oracle {
namespace {

/// Sign of start - threshold, exact.
int compare_start_with_threshold(const ScalarProblem& problem, const Threshold& threshold) {
  const Rational start = problem.initial_amplitude();
  if (threshold.is_fraction()) {
    return compare_with_fraction_of_limit(problem.objective, problem.depth, problem.feature, start, threshold.value());
  }
  return start < threshold.value() ? -1 : (start > threshold.value() ? 1 : 0);
}

/// lambda = 0: w^(-2L) grows at the rate 2L sigma^2, a rational statement about u^-2.
Rational uncorrelated_time(const ScalarProblem& problem, const Threshold& threshold) {
  const Rational gained = power(threshold.value(), -2) - power(problem.initial_amplitude(), -2);
  return gained / (2 * problem.depth.layers() * problem.feature.variance());
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::reached:
      return "reached";
    case Outcome::already_beyond:
      return "already_beyond";
    case Outcome::never:
      break;
  }
  return "never";
}

Outcome outcome_of(const ScalarProblem& problem, const Threshold& threshold) {
  if (problem.feature.sign() <= 0) {  // u falls to 0: every level below the start is met, no level above it
    if (threshold.is_fraction()) return Outcome::never;
    return compare_start_with_threshold(problem, threshold) >= 0 ? Outcome::reached : Outcome::never;
  }
  const int start = compare_start_with_threshold(problem, threshold);
  if (start == 0) return Outcome::reached;
  const auto& [objective, depth, feature, initialisation] = problem;
  const int limit =  // sign of threshold - limit
      threshold.is_fraction() ? -1 : compare_with_limit(objective, depth, feature, threshold.value());
  if (start < 0) {  // threshold above the start: met while growing towards a limit beyond it
    return limit < 0 ? Outcome::reached : Outcome::never;
  }
  return limit > 0 ? Outcome::reached : Outcome::already_beyond;  // met while settling from above
}

Interval enclose_critical_time(const ScalarProblem& problem, const Threshold& threshold, TimeConvention convention,
                               Bits bits) {
  const long layers = problem.depth.layers();
  const long unit = convention == TimeConvention::flow ? 1 : layers;
  if (compare_start_with_threshold(problem, threshold) == 0) return Interval(0);
  if (problem.feature.sign() == 0) return Interval(Rational(uncorrelated_time(problem, threshold) * unit), bits);

  const Curve curve{problem.objective, layers, branch_of(problem)};
  const auto units = units_of<Interval>(problem.objective, problem.depth, problem.feature, bits);
  const auto place = [&](const Rational& u) {
    return place_of_amplitude<Interval>(problem.objective, problem.depth, problem.feature, u, bits);
  };
  const auto from = place(problem.initial_amplitude());
  const auto to = threshold.is_fraction() ? place_of_fraction<Interval>(problem.depth, threshold.value(), bits)
                                          : place(threshold.value());
  const Interval time = scaled_time(curve, from, to) / units.rate;
  return unit == 1 ? time : time * unit;
}

CriticalTime critical_time(const ScalarProblem& problem, const Threshold& threshold, TimeConvention convention,
                           Digits digits) {
  const Outcome outcome = outcome_of(problem, threshold);
  if (outcome != Outcome::reached) return {outcome, std::nullopt};
  if (compare_start_with_threshold(problem, threshold) == 0) return {outcome, Guaranteed::of_exact(0, digits)};
  if (problem.feature.sign() == 0) {
    const long unit = convention == TimeConvention::flow ? 1 : problem.depth.layers();
    return {outcome, Guaranteed::of_exact(uncorrelated_time(problem, threshold) * unit, digits)};
  }
  return {outcome,
          refine(digits, 0, [&](Bits bits) { return enclose_critical_time(problem, threshold, convention, bits); })};
}

}  // namespace jepa_oracle
