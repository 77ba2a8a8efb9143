// Right answers about one feature to another question than was asked: another problem, unit of time, or amplitude.
#include "jepa_oracle/objectives.h"
#include "mutants/altered_subject.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;
using Time = std::optional<Interval>;
using Change = ScalarProblem (*)(const ScalarProblem&);

/// @name The problem that a mistake solves in place of the given one
/// @{
Objective other(Objective objective) { return objectives_other_than(objective).front(); }

ScalarProblem with_objectives_swapped(const ScalarProblem& p) {
  return {other(p.objective), p.depth, p.feature, p.initialisation};
}

Depth one_deeper(Depth depth) { return Depth(depth.layers() + 1); }

ScalarProblem with_one_layer_more(const ScalarProblem& p) {
  return {p.objective, one_deeper(p.depth), p.feature, Initialisation::of_encoder(p.initial_amplitude())};
}

ScalarProblem with_epsilon_per_layer(const ScalarProblem& p) {
  return {p.objective, p.depth, p.feature, Initialisation::of_layer(p.initial_amplitude())};
}

ScalarProblem with_rho_for_variance(const ScalarProblem& p) {
  if (p.feature.sign() <= 0) return p;  // there no rho > 0 can be taken for a variance
  return {p.objective, p.depth, Feature::with_variance(p.feature.lambda(), p.feature.rho()), p.initialisation};
}
/// @}

Interval of_layer(const Interval& amplitude, Depth depth) {
  return root(amplitude, static_cast<unsigned long>(depth.layers()));
}

/// The right time and the right amplitude of another problem, a mutant each.
std::vector<Mutant> solving(const std::string& of_time, const std::string& of_amplitude, Change change) {
  return {mutant(of_time,
                 [change](Altered& m) {
                   m.time = [change](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t,
                                     TimeConvention c, Digits d) { return r.critical_time(change(p), t, c, d); };
                 }),
          mutant(of_amplitude, [change](Altered& m) {
            m.amplitude = [change](const ReferenceSubject& r, const ScalarProblem& p, const Rational& t,
                                   TimeConvention c, Digits d) { return r.encoder_amplitude(change(p), t, c, d); };
          })};
}

/// Every question answered in one unit of time, whatever unit was asked for.
std::vector<Mutant> always_in(const std::string& of_time, const std::string& of_amplitude, TimeConvention unit) {
  return {mutant(of_time,
                 [unit](Altered& m) {
                   m.time = [unit](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t,
                                   TimeConvention, Digits d) { return r.critical_time(p, t, unit, d); };
                 }),
          mutant(of_amplitude, [unit](Altered& m) {
            m.amplitude = [unit](const ReferenceSubject& r, const ScalarProblem& p, const Rational& t, TimeConvention,
                                 Digits d) { return r.encoder_amplitude(p, t, unit, d); };
          })};
}

std::vector<Mutant> wrong_speeds() {
  return {mutant("loss-without-half/time",
                 [](Altered& m) {
                   m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                               Digits d) -> Time {
                     const Time time = r.critical_time(p, t, c, d);
                     return time ? Time(*time / 2L) : time;
                   };
                 }),
          mutant("loss-without-half/amplitude", [](Altered& m) {
            m.amplitude = [](const ReferenceSubject& r, const ScalarProblem& p, const Rational& t, TimeConvention c,
                             Digits d) { return r.encoder_amplitude(p, 2 * t, c, d); };
          })};
}

std::vector<Mutant> wrong_limits() {
  return {mutant("objectives-swapped/limit",
                 [](Altered& m) {
                   m.limit = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                     return r.encoder_limit(other(o), l, f, d);
                   };
                   m.rate = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                     return r.approach_rate(other(o), l, f, d);
                   };
                 }),
          mutant("depth-off-by-one/limit",
                 [](Altered& m) {
                   m.limit = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                     return r.encoder_limit(o, one_deeper(l), f, d);
                   };
                 }),
          mutant("layer-for-encoder/limit",
                 [](Altered& m) {
                   m.limit = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                     const Interval limit = r.encoder_limit(o, l, f, d);
                     return f.sign() > 0 ? of_layer(limit, l) : limit;
                   };
                 }),
          mutant("layer-for-encoder/amplitude", [](Altered& m) {
            m.amplitude = [](const ReferenceSubject& r, const ScalarProblem& p, const Rational& t, TimeConvention c,
                             Digits d) { return of_layer(r.encoder_amplitude(p, t, c, d), p.depth); };
          })};
}

std::vector<Mutant> wrong_comparisons() {
  return {mutant("fraction-of-layer/time",
                 [](Altered& m) {
                   m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                               Digits d) {
                     if (!t.is_fraction()) return r.critical_time(p, t, c, d);
                     return r.critical_time(p, Threshold::fraction(power(t.value(), p.depth.layers())), c, d);
                   };
                 }),
          mutant("fraction-of-layer/boundary",
                 [](Altered& m) {
                   m.boundary = [](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                     return r.jepa_rho_boundary(l, power(p, l.layers()), d);
                   };
                 }),
          mutant("depth-off-by-one/boundary",
                 [](Altered& m) {
                   m.boundary = [](const ReferenceSubject& r, Depth l, const Rational& p, Digits d) {
                     return r.jepa_rho_boundary(one_deeper(l), p, d);
                   };
                 }),
          mutant("depth-off-by-one/window",
                 [](Altered& m) {
                   m.window = [](const ReferenceSubject& r, Objective o, Depth l, const Rational& p, const Conflict& c,
                                 Digits d) { return r.conflict_window(o, one_deeper(l), p, c, d); };
                 }),
          mutant("layer-for-encoder/window", [](Altered& m) {
            m.window = [](const ReferenceSubject& r, Objective o, Depth l, const Rational& p, const Conflict& c,
                          Digits d) {
              auto window = r.conflict_window(o, l, p, c, d);
              if (window) window = std::pair(of_layer(window->first, l), of_layer(window->second, l));
              return window;
            };
          })};
}

}  // namespace

std::vector<Mutant> convention_mutants() {
  std::vector<Mutant> mutants;
  for (auto family :
       {always_in("paper-time/time", "paper-time/amplitude", TimeConvention::paper),
        always_in("time-convention-ignored/time", "time-convention-ignored/amplitude", TimeConvention::flow),
        wrong_speeds(), solving("objectives-swapped/time", "objectives-swapped/amplitude", with_objectives_swapped),
        solving("depth-off-by-one/time", "depth-off-by-one/amplitude", with_one_layer_more),
        solving("epsilon-per-layer/time", "epsilon-per-layer/amplitude", with_epsilon_per_layer),
        solving("rho-for-variance/time", "rho-for-variance/amplitude", with_rho_for_variance), wrong_limits(),
        wrong_comparisons()}) {
    for (Mutant& one : family) mutants.push_back(std::move(one));
  }
  return mutants;
}

}  // namespace jepa_oracle::mutants
