#include "jepa_oracle/objectives.h"
#include "mutants/altered_subject.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;
using Time = std::optional<Interval>;

/// The reference's time times a factor that depends on the problem.
template <class Factor>
auto time_multiplied(Factor factor) {
  return [factor](const ReferenceSubject& reference, const ScalarProblem& problem, const Threshold& threshold,
                  TimeConvention convention, Digits digits) -> Time {
    const Time time = reference.critical_time(problem, threshold, convention, digits);
    return time ? Time(*time * factor(problem, digits)) : time;
  };
}

/// sum over n of (1/lambda) 1 / (n rho^(2L-1-n) w0^n) for n in first..last, the sum of m = 1 (JEPA) without its
/// remainder.
auto jepa_sum_only(std::function<std::pair<long, long>(long)> terms) {
  return [terms](const ReferenceSubject& reference, const ScalarProblem& problem, const Threshold& threshold,
                 TimeConvention convention, Digits digits) -> Time {
    if (exponents_of(problem.objective, problem.depth).m != 1)
      return reference.critical_time(problem, threshold, convention, digits);
    const long layers = problem.depth.layers();
    const auto [first, last] = terms(layers);
    const Interval w0 = root(exact(problem.initial_amplitude(), digits), static_cast<unsigned long>(layers));
    Interval sum(0);
    for (long n = first; n <= last; ++n) {
      sum += Interval(1) / (exact(power(problem.feature.rho(), 2 * layers - 1 - n), digits) * power(w0, n) * n);
    }
    const Interval time = sum / exact(problem.feature.lambda(), digits);
    return convention == TimeConvention::paper ? time * layers : time;
  };
}

}  // namespace

std::vector<Mutant> time_mutants() {
  return {
      mutant("first-term-leads", [](Altered& m) { m.time = jepa_sum_only([](long) { return std::pair(1L, 1L); }); }),
      mutant("sum-without-remainder",
             [](Altered& m) { m.time = jepa_sum_only([](long layers) { return std::pair(1L, 2 * layers - 1); }); }),
      mutant("sum-one-short+sum-without-remainder",
             [](Altered& m) { m.time = jepa_sum_only([](long layers) { return std::pair(1L, 2 * layers - 2); }); }),
      mutant("lambda-dropped",
             [](Altered& m) {
               m.time = time_multiplied([](const ScalarProblem& p, Digits d) { return exact(p.feature.lambda(), d); });
             }),
      mutant("lambda-squared",
             [](Altered& m) {
               m.time = time_multiplied(
                   [](const ScalarProblem& p, Digits d) { return Interval(1) / exact(p.feature.lambda(), d); });
             }),
      mutant("lambda-inverted",
             [](Altered& m) {
               m.time = time_multiplied(
                   [](const ScalarProblem& p, Digits d) { return exact(power(p.feature.lambda(), 3), d); });
             }),
      mutant("rho-squared",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                           Digits d) -> Time {
                 const Time time = r.critical_time(p, t, c, d);
                 const Rational rho = abs(p.feature.rho());
                 return time ? Time(*time * exact(rho * rho, d)) : time;
               };
             }),
      mutant("remainder-shifted",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                           Digits d) -> Time {
                 const Time time = r.critical_time(p, t, c, d);
                 if (!time) return time;
                 return *time + Interval(1) / exact(p.feature.lambda(), d) / (p.depth.layers() + 1);
               };
             }),
      mutant("vanishing-time-sevenfold",
             [](Altered& m) {
               m.time = time_multiplied(
                   [](const ScalarProblem& p, Digits) { return Interval(p.feature.sign() <= 0 ? 7 : 1); });
             }),
      mutant("decreasing-time-sevenfold",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                           Digits d) -> Time {
                 const Time time = r.critical_time(p, t, c, d);
                 const bool falls = p.feature.sign() > 0 && !t.is_fraction() && t.value() < p.initial_amplitude();
                 return time && falls ? Time(*time * 7L) : time;
               };
             }),
      mutant("decrease-is-growth",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                           Digits d) -> Time {
                 const Time time = r.critical_time(p, t, c, d);
                 const bool falls = !t.is_fraction() && t.value() < p.initial_amplitude();
                 return time && falls ? Time(-*time) : time;
               };
             }),
  };
}

}  // namespace jepa_oracle::mutants
