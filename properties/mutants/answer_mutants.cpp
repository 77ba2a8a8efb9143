#include "jepa_oracle/objectives.h"
#include "mutants/altered_subject.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;

std::vector<Mutant> trajectory_mutants() {
  return {
      mutant("inverted-bracket",
             [](Altered& m) {
               m.limit = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 if (f.sign() <= 0) return r.encoder_limit(o, l, f, d);
                 return root(exact(f.rho(), d), static_cast<unsigned long>(l.layers()));
               };
             }),
      mutant("amplitude-is-static",
             [](Altered& m) {
               m.amplitude = [](const ReferenceSubject&, const ScalarProblem& p, const Rational&, TimeConvention,
                                Digits d) { return exact(p.initial_amplitude(), d); };
             }),
      mutant("amplitude-inverted",
             [](Altered& m) {
               m.amplitude = [](const ReferenceSubject& r, const ScalarProblem& p, const Rational& t, TimeConvention c,
                                Digits d) {
                 return square(exact(p.initial_amplitude(), d)) / r.encoder_amplitude(p, t, c, d);
               };
             }),
      mutant("amplitude-zero-at-start",
             [](Altered& m) {
               m.amplitude = [](const ReferenceSubject& r, const ScalarProblem& p, const Rational& t, TimeConvention c,
                                Digits d) { return t == 0 ? Interval(0) : r.encoder_amplitude(p, t, c, d); };
             }),
      mutant("amplitude-decreases-sevenfold",
             [](Altered& m) {
               m.amplitude = [](const ReferenceSubject& r, const ScalarProblem& p, const Rational& t, TimeConvention c,
                                Digits d) {
                 const Interval right = r.encoder_amplitude(p, t, c, d);
                 const bool falls = certainly_less(right, exact(p.initial_amplitude(), d));
                 return falls ? r.encoder_amplitude(p, 7 * t, c, d) : right;
               };
             }),
      mutant("rate-without-depth",
             [](Altered& m) {
               m.rate = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 const Interval rate = r.approach_rate(o, l, f, d);
                 return rate / exponents_of(o, l).m;
               };
             }),
      mutant("rate-doubled",
             [](Altered& m) {
               m.rate = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 return r.approach_rate(o, l, f, d) * 2L;
               };
             }),
  };
}

std::vector<Mutant> boundary_mutants() {
  return {
      mutant("boundary-is-threshold",
             [](Altered& m) {
               m.boundary = [](const ReferenceSubject&, Depth l, const Rational& p, Digits d) {
                 return root(exact(p * Rational(999'999, 1'000'000), d), static_cast<unsigned long>(l.layers()));
               };
               m.limit_boundary = [boundary = m.boundary](const ReferenceSubject& r, Objective, Depth l,
                                                          const Rational& p,
                                                          Digits d) { return std::optional(boundary(r, l, p, d)); };
             }),
      mutant("boundary-too-low",
             [](Altered& m) {
               m.boundary = [](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                 return r.jepa_rho_boundary(l, p, d) * exact(Rational(999, 1000), d);
               };
             }),
      mutant("boundary-slightly-high",
             [](Altered& m) {
               m.boundary = [](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                 return r.jepa_rho_boundary(l, p, d) * exact(Rational(10'004, 10'000), d);
               };
               m.limit_boundary = [](const ReferenceSubject& r, Objective o, Depth l, const Rational& p, Digits d) {
                 auto boundary = r.rho_boundary(o, l, p, d);
                 if (boundary) *boundary *= exact(Rational(10'004, 10'000), d);
                 return boundary;
               };
             }),
      mutant("mae-bound-slightly-high",
             [](Altered& m) {
               m.fraction_bound = [](const ReferenceSubject& r, Depth l, Digits d) {
                 return l.layers() == 1 ? Interval(1) : r.mae_fraction_bound(l, d) * exact(Rational(1'005, 1'000), d);
               };
             }),
      mutant("rho-dropped",
             [](Altered& m) {
               m.time = [](const ReferenceSubject&, const ScalarProblem& p, const Threshold&, TimeConvention,
                           Digits d) -> std::optional<Interval> { return Interval(1) / exact(p.feature.lambda(), d); };
             }),
      mutant("mae-bound-is-one",
             [](Altered& m) { m.fraction_bound = [](const ReferenceSubject&, Depth, Digits) { return Interval(1); }; }),
      mutant("mae-bound-leading-term",
             [](Altered& m) {
               m.fraction_bound = [](const ReferenceSubject&, Depth l, Digits d) {
                 return l.layers() <= 2 ? Interval(1) : exact(Rational(2, l.layers()), d);
               };
             }),
      mutant("mae-boundary-of-jepa",
             [](Altered& m) {
               m.mae_boundary = [](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                 return std::optional(r.jepa_rho_boundary(l, p, d));
               };
               m.limit_boundary = [](const ReferenceSubject& r, Objective o, Depth l, const Rational& p, Digits d) {
                 return r.rho_boundary(o == Objective::mae ? Objective::jepa : o, l, p, d);
               };
             }),
      mutant("window-from-zero",
             [](Altered& m) {
               m.window = [](const ReferenceSubject& r, Objective o, Depth l, const Rational& p, const Conflict& c,
                             Digits d) {
                 auto window = r.conflict_window(o, l, p, c, d);
                 if (window) window->first = window->first / 1000L;
                 return window;
               };
             }),
      mutant("window-never-open",
             [](Altered& m) {
               m.window = [](const ReferenceSubject&, Objective, Depth, const Rational&, const Conflict&, Digits) {
                 return std::optional<std::pair<Interval, Interval>>();
               };
             }),
      mutant("mae-window-of-jepa",
             [](Altered& m) {
               m.window = [](const ReferenceSubject& r, Objective, Depth l, const Rational& p, const Conflict& c,
                             Digits d) { return r.conflict_window(Objective::jepa, l, p, c, d); };
             }),
      mutant("window-slightly-wide",
             [](Altered& m) {
               m.window = [](const ReferenceSubject& r, Objective o, Depth l, const Rational& p, const Conflict& c,
                             Digits d) {
                 auto window = r.conflict_window(o, l, p, c, d);
                 if (window) window->second *= exact(1 + power(Rational(10), -12), d);
                 return window;
               };
             }),
  };
}

}  // namespace

std::vector<Mutant> answer_mutants() {
  std::vector<Mutant> mutants = trajectory_mutants();
  for (Mutant& mutant : boundary_mutants()) mutants.push_back(std::move(mutant));
  return mutants;
}

}  // namespace jepa_oracle::mutants
