#include "jepa_oracle/objectives.h"
#include "mutants/altered_subject.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;
using Ends = Altered::Ends;

long growth_power(Objective objective, Depth depth) { return exponents_of(objective, depth).a - 1; }

/// The filter that another order of the two features gives.
template <class Order>
auto filter_by(const Order& order) {
  return [order](const ReferenceSubject& r, Objective o, Depth l, const Conflict& c, Digits d) -> Ends {
    if (order(o, l, c.influential) <= order(o, l, c.noisy)) return std::nullopt;
    return std::pair(r.largest_decay(o, l, c.noisy, d), r.largest_decay(o, l, c.influential, d));
  };
}

/// Another decay than was asked for.
template <class Change>
void with_decay(Altered& m, const Change& change) {
  m.rest = [change](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, const Rational& eta, Digits d) {
    return r.decayed_rest(o, l, f, change(eta), d);
  };
  m.fate = [change](const ReferenceSubject& r, const ScalarProblem& p, const Rational& eta) {
    return r.survives(p, change(eta));
  };
  m.time_under_decay = [change](const ReferenceSubject& r, const ScalarProblem& p, const Rational& eta,
                                const Threshold& t, Digits d) { return r.decayed_time(p, change(eta), t, d); };
}

std::vector<Mutant> survival_mutants() {
  return {
      mutant("weight-decay-ignored", [](Altered& m) { with_decay(m, [](const Rational&) { return Rational(0); }); }),
      mutant("decay-doubled", [](Altered& m) { with_decay(m, [](const Rational& eta) { return Rational(2 * eta); }); }),
      mutant("decay-halved", [](Altered& m) { with_decay(m, [](const Rational& eta) { return Rational(eta / 2); }); }),
      mutant("decay-scales-variance",
             [](Altered& m) {
               m.time_under_decay = [](const ReferenceSubject& r, const ScalarProblem& p, const Rational& eta,
                                       const Threshold& t, Digits d) {
                 const auto wider = Feature::with_variance(p.feature.lambda(), p.feature.variance() + eta);
                 return r.critical_time({p.objective, p.depth, wider, p.initialisation}, t, TimeConvention::flow, d);
               };
             }),
      mutant("decay-threshold-of-depth-one",
             [](Altered& m) {
               m.decay = [](const ReferenceSubject&, Objective o, Depth l, const Feature& f, Digits d) {
                 const Interval limit =
                     root(exact(limit_power_of(o, f), d), static_cast<unsigned long>(exponents_of(o, l).m));
                 return exact(f.lambda() / 4, d) * power(limit, growth_power(o, l));
               };
             }),
      mutant("decay-threshold-of-one-predictor",
             [](Altered& m) {
               m.decay = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 return r.largest_decay(o, Depth(l.layers()), f, d);
               };
             }),
      mutant("unstable-start-ignored",
             [](Altered& m) {
               m.fate = [](const ReferenceSubject& r, const ScalarProblem& p, const Rational& eta) {
                 const auto far = Initialisation::of_layer(power(Rational(10), 9));
                 return r.survives({p.objective, p.depth, p.feature, far}, eta);
               };
             }),
      mutant("unstable-start-leading-term",
             [](Altered& m) {
               m.rest = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, const Rational& eta,
                           Digits d) {
                 auto right = r.decayed_rest(o, l, f, eta, d);
                 if (right && growth_power(o, l) > 0) {
                   right->first = root(exact(eta / f.lambda(), d), static_cast<unsigned long>(growth_power(o, l)));
                 }
                 return right;
               };
             }),
      mutant("start-decay-is-largest-decay",
             [](Altered& m) {
               m.start_decay = [](const ReferenceSubject& r, const ScalarProblem& p, Digits d) {
                 return r.largest_decay(p.objective, p.depth, p.feature, d);
               };
             }),
  };
}

std::vector<Mutant> filter_mutants() {
  return {
      mutant("filter-by-lambda",
             [](Altered& m) { m.filter = filter_by([](Objective, Depth, const Feature& f) { return f.lambda(); }); }),
      mutant("filter-exponent-one-short",
             [](Altered& m) {
               m.filter = filter_by([](Objective o, Depth l, const Feature& f) {
                 return Rational(power(f.lambda(), exponents_of(o, l).m) * power(f.rho(), growth_power(o, l) - 1));
               });
             }),
      mutant("filter-of-one-predictor",
             [](Altered& m) {
               m.filter = [](const ReferenceSubject& r, Objective o, Depth l, const Conflict& c, Digits d) {
                 return r.decay_filter(o, Depth(l.layers()), c, d);
               };
             }),
      mutant("filter-of-mae-is-jepas",
             [](Altered& m) {
               m.decay = [](const ReferenceSubject& r, Objective, Depth l, const Feature& f, Digits d) {
                 return r.largest_decay(Objective::jepa, l, f, d);
               };
               m.filter = [](const ReferenceSubject& r, Objective, Depth l, const Conflict& c, Digits d) {
                 return r.decay_filter(Objective::jepa, l, c, d);
               };
             }),
      mutant("objectives-swapped/decay",
             [](Altered& m) {
               m.decay = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 if (!row_of(o).top) return r.largest_decay(o, l, f, d);
                 return r.largest_decay(o == Objective::jepa ? Objective::mae : Objective::jepa, l, f, d);
               };
             }),
      mutant("rho-dropped/decay",
             [](Altered& m) {
               m.decay = [](const ReferenceSubject& r, Objective o, Depth l, const Feature& f, Digits d) {
                 return r.largest_decay(o, l, Feature::with_rho(f.lambda(), 1), d);
               };
             }),
  };
}

}  // namespace

std::vector<Mutant> decay_mutants() {
  std::vector<Mutant> mutants = survival_mutants();
  for (Mutant& one : filter_mutants()) mutants.push_back(std::move(one));
  return mutants;
}

}  // namespace jepa_oracle::mutants
