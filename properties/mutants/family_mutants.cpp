// Of objectives with several layers on top, and of those without a top.
#include "jepa_oracle/objectives.h"
#include "mutants/altered_subject.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;
using Time = std::optional<Interval>;

Depth with_one_top_layer(Depth depth) { return Depth(depth.layers()); }

std::vector<Mutant> wrong_top_depths() {
  return {
      mutant(
          "predictor-depth-ignored/time",
          [](Altered& m) {
            m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                        Digits d) {
              return r.critical_time({p.objective, with_one_top_layer(p.depth), p.feature, p.initialisation}, t, c, d);
            };
          }),
      mutant("predictor-depth-ignored/boundary",
             [](Altered& m) {
               m.limit_boundary = [](const ReferenceSubject& r, Objective o, Depth l, const Rational& p, Digits d) {
                 return r.rho_boundary(o, with_one_top_layer(l), p, d);
               };
             }),
      mutant("predictor-depth-ignored/window",
             [](Altered& m) {
               m.window = [](const ReferenceSubject& r, Objective o, Depth l, const Rational& p, const Conflict& c,
                             Digits d) { return r.conflict_window(o, with_one_top_layer(l), p, c, d); };
             }),
      mutant("predictor-depth-off-by-one/time",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                           Digits d) {
                 if (!row_of(p.objective).top) return r.critical_time(p, t, c, d);
                 const Depth deeper = p.depth.with_top(p.depth.top_layers() + 1);
                 return r.critical_time({p.objective, deeper, p.feature, p.initialisation}, t, c, d);
               };
             }),
      mutant("predictor-depth-scales-time",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                           Digits d) -> Time {
                 const Time time = r.critical_time(p, t, c, d);
                 return time ? Time(*time * static_cast<long>(p.depth.top_layers())) : time;
               };
             }),
  };
}

std::vector<Mutant> wrong_limits_without_top() {
  return {
      mutant(
          "spectral-limit-of-jepa/time",
          [](Altered& m) {
            // dw/dt = lambda w^a (1 - w^m / rho) is the equation of Barlow Twins at the covariance 1/rho, but for the
            // factor lambda rho of time.
            m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                        Digits d) -> Time {
              if (p.objective != Objective::spectral_contrastive || p.feature.sign() <= 0) {
                return r.critical_time(p, t, c, d);
              }
              const Feature other = Feature::with_rho(1 / p.feature.rho(), 1);
              const Time time = r.critical_time({Objective::barlow_twins, p.depth, other, p.initialisation}, t, c, d);
              return time ? Time(*time / exact(p.feature.lambda() * p.feature.rho(), d)) : time;
            };
          }),
      mutant("spectral-limit-of-jepa/limit",
             [](Altered& m) {
               m.limit = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 if (o != Objective::spectral_contrastive || f.sign() <= 0) return r.encoder_limit(o, l, f, d);
                 return root(exact(f.rho(), d), 2);  // rho^(L/m), m = 2L
               };
             }),
      mutant("barlow-uses-rho",
             [](Altered& m) {
               m.time = [](const ReferenceSubject& r, const ScalarProblem& p, const Threshold& t, TimeConvention c,
                           Digits d) {
                 if (p.objective != Objective::barlow_twins || p.feature.sign() <= 0) {
                   return r.critical_time(p, t, c, d);
                 }
                 const Feature whitened = Feature::with_variance(p.feature.rho(), 1);
                 return r.critical_time({p.objective, p.depth, whitened, p.initialisation}, t, c, d);
               };
             }),
  };
}

}  // namespace

std::vector<Mutant> family_mutants() {
  std::vector<Mutant> mutants = wrong_top_depths();
  for (Mutant& mutant : wrong_limits_without_top()) mutants.push_back(std::move(mutant));
  return mutants;
}

}  // namespace jepa_oracle::mutants
