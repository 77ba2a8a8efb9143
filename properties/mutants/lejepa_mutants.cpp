#include "jepa_oracle/lejepa.h"
#include "mutants/altered_subject.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;
using Time = Altered::Time;

/// Another weight c' than was asked for, by c'/(1-c') as a function of c/(1-c) and the feature's variance.
template <class Change>
LeJepaLoss reweighted(const LeJepaLoss& loss, const Rational& variance, const Change& change) {
  const Rational odds = change(Rational(loss.weight() / (1 - loss.weight())), variance);
  return LeJepaLoss::of(odds / (1 + odds), loss.batch());
}

template <class Change>
void with_weight(Altered& m, const Change& change) {
  m.threshold_in_rho = [change](const ReferenceSubject& r, const LeJepaLoss& l, Digits d) {
    return r.lejepa_threshold(reweighted(l, 1, change), d);
  };
  m.limit_of_variance = [change](const ReferenceSubject& r, const LeJepaLoss& l, const Feature& f, Digits d) {
    return r.lejepa_limit(reweighted(l, f.variance(), change), f, d);
  };
  m.direction_of_variance = [change](const ReferenceSubject& r, const LeJepaProblem& p) {
    const LeJepaLoss loss = reweighted(p.loss(), p.feature().variance(), change);
    return r.lejepa_direction(LeJepaProblem::of(loss, p.depth(), p.feature(), p.initialisation()));
  };
}

/// rho_c = 1 - 2c/(1-c) sqrt(2 pi) (r - s 2^(-3/2)).
Interval threshold_of(const LeJepaLoss& loss, const Rational& s, const Rational& r, Digits d) {
  const Interval scale = root(pi_like(exact(2, d)) * 2L, 2);
  const Interval slope = exact(r, d) - exact(s / 2, d) / root(exact(2, d), 2);
  return Interval(1) - exact(2 * loss.weight() / (1 - loss.weight()), d) * scale * slope;
}

/// The minimum of the second term, at rho = 1, by another formula.
template <class Formula>
void with_minimum(Altered& m, const Formula& formula) {
  m.limit_of_variance = [formula](const ReferenceSubject& r, const LeJepaLoss& l, const Feature& f, Digits d) -> Time {
    if (f.rho() == 1 && l.batch()) return formula(*r.lejepa_limit(l, f, d), l.batch()->size, d);
    return r.lejepa_limit(l, f, d);
  };
}

std::vector<Mutant> threshold_mutants() {
  return {
      mutant("lejepa-threshold-with-variance",
             [](Altered& m) {
               with_weight(m, [](const Rational& odds, const Rational& variance) { return Rational(odds * variance); });
             }),
      mutant("lejepa-invariance-doubled",
             [](Altered& m) {
               with_weight(m, [](const Rational& odds, const Rational&) { return Rational(odds / 2); });
             }),
      mutant("lejepa-weight-not-normalised",
             [](Altered& m) {
               with_weight(m, [](const Rational& odds, const Rational&) { return Rational(odds / (1 + odds)); });
             }),
      mutant("lejepa-rate-halved",
             [](Altered& m) {
               m.time_of_variance = [](const ReferenceSubject& r, const LeJepaProblem& p, const Threshold& t,
                                       Digits d) -> Time {
                 const Time right = r.lejepa_time(p, t, d);
                 return right ? Time(*right * 2L) : right;
               };
             }),
  };
}

std::vector<Mutant> batch_mutants() {
  return {
      mutant("batch-bias-ignored",
             [](Altered& m) {
               m.second_term = [](const ReferenceSubject& r, const LeJepaLoss& l, const Rational& q, Digits d) {
                 const Interval mean = r.sigreg_term(LeJepaLoss::of(l.weight()), q, d);
                 return l.batch() && l.batch()->with_factor ? mean * l.batch()->size : mean;
               };
               m.threshold_in_rho = [](const ReferenceSubject&, const LeJepaLoss& l, Digits d) {
                 const Rational s = l.batch() && l.batch()->with_factor ? Rational(l.batch()->size) : Rational(1);
                 return threshold_of(l, s, s, d);
               };
               with_minimum(m, [](const Interval&, long, Digits) { return Interval(1); });
             }),
      mutant("batch-bias-first-order",
             [](Altered& m) {
               with_minimum(m, [](const Interval&, long n, Digits d) { return exact(1 - Rational(2, n), d); });
             }),
      mutant("batch-bias-n-minus-one",
             [](Altered& m) {
               m.threshold_in_rho = [](const ReferenceSubject& r, const LeJepaLoss& l, Digits d) {
                 if (!l.batch()) return r.lejepa_threshold(l, d);
                 const Rational s = l.batch()->with_factor ? Rational(l.batch()->size) : Rational(1);
                 return threshold_of(l, s, s * (1 - Rational(1, l.batch()->size - 1)), d);
               };
               with_minimum(m, [](const Interval&, long n, Digits d) {
                 const Interval r = root(exact(power(1 - Rational(1, n - 1), 2), d), 3);
                 return (r * 2L - Interval(1)) / (Interval(2) - r);
               });
             }),
      mutant("lejepa-batch-without-factor",
             [](Altered& m) {
               m.threshold_in_rho = [](const ReferenceSubject& r, const LeJepaLoss& l, Digits d) {
                 if (!l.batch()) return r.lejepa_threshold(l, d);
                 return r.lejepa_threshold(LeJepaLoss::of(l.weight(), SigRegBatch{l.batch()->size, false}), d);
               };
             }),
  };
}

std::vector<Mutant> slow_average_mutants() {
  return {
      mutant("slow-average-with-lambda",
             [](Altered& m) {
               m.slow_time = [](const ReferenceSubject& r, const ScalarProblem& p, const Rational& fraction,
                                Digits d) -> Time {
                 const Time right = r.slow_average_time(p, fraction, d);
                 return right ? Time(*right / exact(p.feature.lambda(), d)) : right;
               };
             }),
      // w^(L+1) = rho g^L, g the averaged weight: (L+1) ln((1 - (w0/rho)^(1/(L+1))) / (1 - p^(1/L^2)))
      mutant("slow-average-of-weights",
             [](Altered& m) {
               m.slow_time = [](const ReferenceSubject&, const ScalarProblem& p, const Rational& fraction,
                                Digits d) -> Time {
                 const long layers = p.depth.layers();
                 const Rational start = p.initial_amplitude() / power(p.feature.rho(), layers);  // (w0/rho)^L
                 const Interval before = -expm1(log(exact(start, d)) / (layers * (layers + 1)));
                 const Interval after = -expm1(log(exact(fraction, d)) / (layers * layers));
                 return log(before / after) * (layers + 1);
               };
             }),
  };
}

}  // namespace

std::vector<Mutant> lejepa_mutants() {
  std::vector<Mutant> mutants = threshold_mutants();
  for (auto family : {batch_mutants, slow_average_mutants}) {
    for (Mutant& one : family()) mutants.push_back(std::move(one));
  }
  return mutants;
}

}  // namespace jepa_oracle::mutants
