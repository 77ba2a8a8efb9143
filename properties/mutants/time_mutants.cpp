#include "mutants/altered_subject.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;
using Time = std::optional<Interval>;

Objective other(Objective objective) { return objective == Objective::jepa ? Objective::mae : Objective::jepa; }

/// The reference's time for another problem, with the threshold kept.
template <class Change>
auto time_of_changed(Change change) {
  return [change](const ReferenceSubject& reference, const ScalarProblem& problem, const Threshold& threshold,
                  TimeConvention convention, Digits digits) -> Time {
    return reference.critical_time(change(problem), threshold, convention, digits);
  };
}

/// The reference's time times a factor that depends on the problem.
template <class Factor>
auto time_multiplied(Factor factor) {
  return [factor](const ReferenceSubject& reference, const ScalarProblem& problem, const Threshold& threshold,
                  TimeConvention convention, Digits digits) -> Time {
    const Time time = reference.critical_time(problem, threshold, convention, digits);
    return time ? Time(*time * factor(problem, digits)) : time;
  };
}

/// sum over n of (1/lambda) 1 / (n rho^(2L-1-n) w0^n) for n in first..last, the JEPA sum without its remainder.
auto jepa_sum_only(std::function<std::pair<long, long>(long)> terms) {
  return [terms](const ReferenceSubject& reference, const ScalarProblem& problem, const Threshold& threshold,
                 TimeConvention convention, Digits digits) -> Time {
    if (problem.objective == Objective::mae) return reference.critical_time(problem, threshold, convention, digits);
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
      mutant("factor-depth-in-flow-time", "critical times L/(n ...) given as flow time (M1)",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention,
                           Digits d) { return r.critical_time(p, t, TimeConvention::paper, d); };
             }),
      mutant("paper-time-is-flow-time", "the time convention is ignored",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention,
                           Digits d) { return r.critical_time(p, t, TimeConvention::flow, d); };
             }),
      mutant("loss-without-half", "the loss has no 1/2: twice as fast (M14)",
             [](Altered& m) {
               m.time = time_multiplied([](const ScalarProblem&, Digits d) { return exact(Rational(1, 2), d); });
             }),
      mutant("objectives-swapped", "JEPA answers as MAE and MAE as JEPA (M4)",
             [](Altered& m) {
               m.time = time_of_changed([](const ScalarProblem& p) {
                 return ScalarProblem{other(p.objective), p.depth, p.feature, p.initialisation};
               });
               m.limit = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 return r.encoder_limit(other(o), l, f, d);
               };
               m.rate = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 return r.approach_rate(other(o), l, f, d);
               };
             }),
      mutant("depth-counts-the-top", "L counts the layer on top: one layer too many (M13)",
             [](Altered& m) {
               m.time = time_of_changed([](const ScalarProblem& p) {
                 return ScalarProblem{p.objective, Depth(p.depth.layers() + 1), p.feature,
                                      Initialisation::of_encoder(p.initial_amplitude())};
               });
             }),
      mutant("epsilon-per-layer", "every layer starts at epsilon (M10)",
             [](Altered& m) {
               m.time = time_of_changed([](const ScalarProblem& p) {
                 return ScalarProblem{p.objective, p.depth, p.feature, Initialisation::of_layer(p.initial_amplitude())};
               });
             }),
      mutant("leading-term-first", "only the term n = 1 of the JEPA sum (M3)",
             [](Altered& m) { m.time = jepa_sum_only([](long) { return std::pair(1L, 1L); }); }),
      mutant("sum-without-remainder", "the JEPA sum without its logarithms (M12)",
             [](Altered& m) { m.time = jepa_sum_only([](long layers) { return std::pair(1L, 2 * layers - 1); }); }),
      mutant("sum-one-short", "the JEPA sum stops at n = 2L - 2",
             [](Altered& m) { m.time = jepa_sum_only([](long layers) { return std::pair(1L, 2 * layers - 2); }); }),
      mutant("lambda-dropped", "time does not depend on lambda: features are learned by rho (M9)",
             [](Altered& m) {
               m.time = time_multiplied([](const ScalarProblem& p, Digits d) { return exact(p.feature.lambda(), d); });
             }),
      mutant("lambda-squared", "time goes like 1/lambda^2",
             [](Altered& m) {
               m.time = time_multiplied(
                   [](const ScalarProblem& p, Digits d) { return Interval(1) / exact(p.feature.lambda(), d); });
             }),
      mutant("lambda-inverted", "the larger lambda is the slower one",
             [](Altered& m) {
               m.time = time_multiplied(
                   [](const ScalarProblem& p, Digits d) { return exact(power(p.feature.lambda(), 3), d); });
             }),
      mutant("rho-squared-in-time", "times carry a factor rho^2 too many",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                           Digits d) -> Time {
                 const Time time = r.critical_time(p, t, c, d);
                 const Rational rho = abs(p.feature.rho());
                 return time ? Time(*time * exact(rho * rho, d)) : time;
               };
             }),
      mutant("remainder-shifted", "the remainder is off by 1/(lambda (L+1))",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                           Digits d) -> Time {
                 const Time time = r.critical_time(p, t, c, d);
                 if (!time) return time;
                 return *time + Interval(1) / exact(p.feature.lambda(), d) / (p.depth.layers() + 1);
               };
             }),
      mutant("vanishing-time-sevenfold", "where lambda <= 0 times are seven times too long",
             [](Altered& m) {
               m.time = time_multiplied(
                   [](const ScalarProblem& p, Digits) { return Interval(p.feature.sign() <= 0 ? 7 : 1); });
             }),
      mutant("settling-time-sevenfold", "above the limit times are seven times too long",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                           Digits d) -> Time {
                 const Time time = r.critical_time(p, t, c, d);
                 const bool falls = p.feature.sign() > 0 && !t.is_fraction() && t.value() < p.initial_amplitude();
                 return time && falls ? Time(*time * 7L) : time;
               };
             }),
      mutant("decay-is-growth", "times down to the limit get the sign of growth",
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
