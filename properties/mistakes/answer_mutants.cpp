#include <functional>
#include <stdexcept>

#include "mistakes/mutants.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;
using Time = std::optional<Interval>;

/// The reference with one of its answers replaced. Each slot gets the reference to fall back on.
struct Altered : ReferenceSubject {
  std::string label;
  std::function<Time(const ReferenceSubject&, const ScalarProblem&, const Threshold&, TimeConvention, Digits)> time;
  std::function<Interval(const ReferenceSubject&, const ScalarProblem&, const Rational&, TimeConvention, Digits)>
      amplitude;
  std::function<Interval(const ReferenceSubject&, Objective, Depth, const Feature&, Digits)> limit;
  std::function<Interval(const ReferenceSubject&, Objective, Depth, const Feature&, Digits)> rate;
  std::function<Interval(const ReferenceSubject&, Depth, const Rational&, Digits)> boundary;
  std::function<Interval(const ReferenceSubject&, Depth, Digits)> fraction_bound;
  std::function<std::optional<Interval>(const ReferenceSubject&, Depth, const Rational&, Digits)> mae_boundary;
  std::function<std::optional<std::pair<Interval, Interval>>(const ReferenceSubject&, Depth, const Rational&,
                                                             const Conflict&, Digits)>
      window;

  std::string name() const override { return label; }
  Time critical_time(const ScalarProblem& p, const Threshold& t, TimeConvention c, Digits d) const override {
    return time ? time(reference_, p, t, c, d) : reference_.critical_time(p, t, c, d);
  }
  Interval encoder_amplitude(const ScalarProblem& p, const Rational& at, TimeConvention c, Digits d) const override {
    return amplitude ? amplitude(reference_, p, at, c, d) : reference_.encoder_amplitude(p, at, c, d);
  }
  Interval encoder_limit(Objective o, Depth l, const Feature& f, Digits d) const override {
    return limit ? limit(reference_, o, l, f, d) : reference_.encoder_limit(o, l, f, d);
  }
  Interval approach_rate(Objective o, Depth l, const Feature& f, Digits d) const override {
    return rate ? rate(reference_, o, l, f, d) : reference_.approach_rate(o, l, f, d);
  }
  Interval jepa_rho_boundary(Depth l, const Rational& p, Digits d) const override {
    return boundary ? boundary(reference_, l, p, d) : reference_.jepa_rho_boundary(l, p, d);
  }
  Interval mae_fraction_bound(Depth l, Digits d) const override {
    return fraction_bound ? fraction_bound(reference_, l, d) : reference_.mae_fraction_bound(l, d);
  }
  std::optional<Interval> mae_rho_boundary(Depth l, const Rational& p, Digits d) const override {
    return mae_boundary ? mae_boundary(reference_, l, p, d) : reference_.mae_rho_boundary(l, p, d);
  }
  std::optional<std::pair<Interval, Interval>> conflict_window(Depth l, const Rational& p, const Conflict& c,
                                                               Digits d) const override {
    return window ? window(reference_, l, p, c, d) : reference_.conflict_window(l, p, c, d);
  }

 private:
  ReferenceSubject reference_;
};

template <class Alter>
Mutant mutant(std::string name, std::string mistake, Alter alter) {
  auto subject = std::make_shared<Altered>();
  subject->label = name;
  alter(*subject);
  return {std::move(name), std::move(mistake), std::move(subject)};
}

Interval exact(const Rational& value, Digits digits) { return Interval(value, digits.working_bits() + 64); }

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

std::vector<Mutant> trajectory_mutants() {
  return {
      mutant("limit-root-of-rho", "bracket (1 - u^L/rho): the limit rho^(1/L) (M2)",
             [](Altered& m) {
               m.limit = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 if (f.sign() <= 0) return r.encoder_limit(o, l, f, d);
                 return root(exact(f.rho(), d), static_cast<unsigned long>(l.layers()));
               };
             }),
      mutant("amplitude-is-static", "the amplitude stays where it starts",
             [](Altered& m) {
               m.amplitude = [](const ReferenceSubject&, const ScalarProblem& p, const Rational&, TimeConvention,
                                Digits d) { return exact(p.initial_amplitude(), d); };
             }),
      mutant("amplitude-inverted", "u0^2/u for u: the amplitude shrinks where it should grow",
             [](Altered& m) {
               m.amplitude = [](const ReferenceSubject& r, const ScalarProblem& p, const Rational& t, TimeConvention c,
                                Digits d) {
                 return square(exact(p.initial_amplitude(), d)) / r.encoder_amplitude(p, t, c, d);
               };
             }),
      mutant("amplitude-in-flow-time-only", "the time convention of an amplitude is ignored",
             [](Altered& m) {
               m.amplitude = [](const ReferenceSubject& r, const ScalarProblem& p, const Rational& t, TimeConvention,
                                Digits d) { return r.encoder_amplitude(p, t, TimeConvention::flow, d); };
             }),
      mutant("rate-without-depth", "the MAE rate lacks its factor L + 1",
             [](Altered& m) {
               m.rate = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 const Interval rate = r.approach_rate(o, l, f, d);
                 return o == Objective::mae ? rate / (l.layers() + 1) : rate;
               };
             }),
      mutant("rate-doubled", "both rates are those of the squared amplitude",
             [](Altered& m) {
               m.rate = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 return r.approach_rate(o, l, f, d) * 2L;
               };
             }),
  };
}

std::vector<Mutant> boundary_mutants() {
  return {
      mutant("boundary-is-threshold", "s* = q: the larger rho is always first",
             [](Altered& m) {
               m.boundary = [](const ReferenceSubject&, Depth l, const Rational& p, Digits d) {
                 return root(exact(p * Rational(999'999, 1'000'000), d), static_cast<unsigned long>(l.layers()));
               };
             }),
      mutant("boundary-too-low", "s* a thousandth too small",
             [](Altered& m) {
               m.boundary = [](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                 return r.jepa_rho_boundary(l, p, d) * exact(Rational(999, 1000), d);
               };
             }),
      mutant("boundary-slightly-high", "s* four ten-thousandths too large",
             [](Altered& m) {
               m.boundary = [](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                 return r.jepa_rho_boundary(l, p, d) * exact(Rational(10'004, 10'000), d);
               };
             }),
      mutant("mae-bound-slightly-high", "p0 half a percent too large",
             [](Altered& m) {
               m.fraction_bound = [](const ReferenceSubject& r, Depth l, Digits d) {
                 return l.layers() == 1 ? Interval(1) : r.mae_fraction_bound(l, d) * exact(Rational(1'005, 1'000), d);
               };
             }),
      mutant("time-without-rho", "time depends on lambda alone",
             [](Altered& m) {
               m.time = [](const ReferenceSubject&, const ScalarProblem& p, const Threshold&, TimeConvention,
                           Digits d) -> Time { return Interval(1) / exact(p.feature.lambda(), d); };
             }),
      mutant("mae-bound-is-one", "p0 = 1 at every depth: MAE never favours the larger rho",
             [](Altered& m) { m.fraction_bound = [](const ReferenceSubject&, Depth, Digits) { return Interval(1); }; }),
      mutant("mae-boundary-of-jepa", "the MAE boundary is s* of JEPA",
             [](Altered& m) {
               m.mae_boundary = [](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                 return std::optional(r.jepa_rho_boundary(l, p, d));
               };
             }),
      mutant("window-from-zero", "no lower end: the influential feature is first for every small epsilon",
             [](Altered& m) {
               m.window = [](const ReferenceSubject& r, Depth l, const Rational& p, const Conflict& c, Digits d) {
                 auto window = r.conflict_window(l, p, c, d);
                 if (window) window->first = window->first / 1000L;
                 return window;
               };
             }),
      mutant("window-never-open", "JEPA never puts the influential feature first",
             [](Altered& m) {
               m.window = [](const ReferenceSubject&, Depth, const Rational&, const Conflict&, Digits) {
                 return std::optional<std::pair<Interval, Interval>>();
               };
             }),
  };
}

}  // namespace

std::vector<Mutant> answer_mutants() {
  std::vector<Mutant> mutants;
  for (auto family : {time_mutants, trajectory_mutants, boundary_mutants}) {
    for (Mutant& mutant : family()) mutants.push_back(std::move(mutant));
  }
  return mutants;
}

}  // namespace jepa_oracle::mutants
