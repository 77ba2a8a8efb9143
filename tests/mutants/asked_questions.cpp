#include "asked_questions.h"

#include "jepa_oracle/data_model.h"
#include "jepa_oracle/family_field.h"
#include "jepa_oracle/lejepa.h"
#include "suite/runner.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;

/// The reference, which notes what it is asked.
class AskedSubject : public ReferenceSubject {
 public:
  const Questions& asked() const { return asked_; }

  std::optional<Interval> critical_time(const ScalarProblem& p, const Threshold& t, TimeConvention c,
                                        Digits d) const override {
    note(Question::critical_time);
    return ReferenceSubject::critical_time(p, t, c, d);
  }
  Interval encoder_amplitude(const ScalarProblem& p, const Rational& at, TimeConvention c, Digits d) const override {
    note(Question::encoder_amplitude);
    return ReferenceSubject::encoder_amplitude(p, at, c, d);
  }
  Interval encoder_limit(Objective o, Depth l, const Feature& f, Digits d) const override {
    note(Question::encoder_limit);
    return ReferenceSubject::encoder_limit(o, l, f, d);
  }
  Interval approach_rate(Objective o, Depth l, const Feature& f, Digits d) const override {
    note(Question::approach_rate);
    return ReferenceSubject::approach_rate(o, l, f, d);
  }
  Interval jepa_rho_boundary(Depth l, const Rational& p, Digits d) const override {
    note(Question::jepa_rho_boundary);
    return ReferenceSubject::jepa_rho_boundary(l, p, d);
  }
  Interval mae_fraction_bound(Depth l, Digits d) const override {
    note(Question::mae_fraction_bound);
    return ReferenceSubject::mae_fraction_bound(l, d);
  }
  std::optional<Interval> mae_rho_boundary(Depth l, const Rational& p, Digits d) const override {
    note(Question::mae_rho_boundary);
    return ReferenceSubject::mae_rho_boundary(l, p, d);
  }
  std::optional<Interval> rho_boundary(Objective o, Depth l, const Rational& p, Digits d) const override {
    note(Question::rho_boundary);
    return ReferenceSubject::rho_boundary(o, l, p, d);
  }
  std::optional<std::pair<Interval, Interval>> conflict_window(Objective o, Depth l, const Rational& p,
                                                               const Conflict& c, Digits d) const override {
    note(Question::conflict_window);
    return ReferenceSubject::conflict_window(o, l, p, c, d);
  }
  Interval largest_decay(Objective o, Depth l, const Feature& f, Digits d) const override {
    note(Question::largest_decay);
    return ReferenceSubject::largest_decay(o, l, f, d);
  }
  Interval largest_decay_of_start(const ScalarProblem& p, Digits d) const override {
    note(Question::largest_decay_of_start);
    return ReferenceSubject::largest_decay_of_start(p, d);
  }
  std::optional<std::pair<Interval, Interval>> decayed_rest(Objective o, Depth l, const Feature& f, const Rational& eta,
                                                            Digits d) const override {
    note(Question::decayed_rest);
    return ReferenceSubject::decayed_rest(o, l, f, eta, d);
  }
  std::optional<std::pair<Interval, Interval>> decay_filter(Objective o, Depth l, const Conflict& c,
                                                            Digits d) const override {
    note(Question::decay_filter);
    return ReferenceSubject::decay_filter(o, l, c, d);
  }
  std::optional<bool> survives(const ScalarProblem& p, const Rational& eta) const override {
    note(Question::survives);
    return ReferenceSubject::survives(p, eta);
  }
  std::optional<Interval> decayed_time(const ScalarProblem& p, const Rational& eta, const Threshold& t,
                                       Digits d) const override {
    note(Question::decayed_time);
    return ReferenceSubject::decayed_time(p, eta, t, d);
  }
  std::optional<Interval> slow_average_time(const ScalarProblem& p, const Rational& fraction, Digits d) const override {
    note(Question::slow_average_time);
    return ReferenceSubject::slow_average_time(p, fraction, d);
  }
  Interval sigreg_term(const LeJepaLoss& l, const Rational& q, Digits d) const override {
    note(Question::sigreg_term);
    return ReferenceSubject::sigreg_term(l, q, d);
  }
  Interval lejepa_threshold(const LeJepaLoss& l, Digits d) const override {
    note(Question::lejepa_threshold);
    return ReferenceSubject::lejepa_threshold(l, d);
  }
  std::optional<Interval> lejepa_limit(const LeJepaLoss& l, const Feature& f, Digits d) const override {
    note(Question::lejepa_limit);
    return ReferenceSubject::lejepa_limit(l, f, d);
  }
  int lejepa_direction(const LeJepaProblem& p) const override {
    note(Question::lejepa_direction);
    return ReferenceSubject::lejepa_direction(p);
  }
  std::optional<Interval> lejepa_time(const LeJepaProblem& p, const Threshold& t, Digits d) const override {
    note(Question::lejepa_time);
    return ReferenceSubject::lejepa_time(p, t, d);
  }
  Network<Rational> field(const Target<Rational>& t, const Network<Rational>& n,
                          const Moments<Rational>& m) const override {
    note(Question::field);
    return ReferenceSubject::field(t, n, m);
  }
  Network<Rational> step(const Target<Rational>& t, const Network<Rational>& n, const Moments<Rational>& m,
                         const Rational& rate) const override {
    note(Question::step);
    return ReferenceSubject::step(t, n, m, rate);
  }
  std::vector<properties::RecordedStep> descend(const Target<Rational>& t, const Network<Rational>& n,
                                                const Moments<Rational>& m, const Rational& rate, long steps,
                                                long every) const override {
    note(Question::descend);
    return ReferenceSubject::descend(t, n, m, rate, steps, every);
  }
  std::vector<Network<Real>> flow(const TargetRule& rule, const Network<Rational>& start, const Moments<Rational>& m,
                                  const std::vector<Rational>& times, Digits d) const override {
    note(Question::flow);
    return ReferenceSubject::flow(rule, start, m, times, d);
  }
  Network<Rational> family_step(Objective objective, const Rational& decay, const Network<Rational>& n,
                                const Moments<Rational>& m, const Rational& rate) const override {
    note(Question::family_step);
    return ReferenceSubject::family_step(objective, decay, n, m, rate);
  }
  Network<Rational> family_field(const FamilyRule<Rational>& rule, const Network<Rational>& n,
                                 const Moments<Rational>& m) const override {
    note(Question::family_field);
    return ReferenceSubject::family_field(rule, n, m);
  }
  std::vector<Network<Rational>> sign_descent(Objective objective, const Network<Rational>& n,
                                              const Moments<Rational>& m, const Rational& rate,
                                              long steps) const override {
    note(Question::sign_descent);
    return ReferenceSubject::sign_descent(objective, n, m, rate, steps);
  }
  Moments<Rational> model_moments(const DataModel& model) const override {
    note(Question::model_moments);
    return ReferenceSubject::model_moments(model);
  }
  std::vector<Feature> model_features(const DataModel& model) const override {
    note(Question::model_features);
    return ReferenceSubject::model_features(model);
  }
  Samples<Rational> model_samples(const DataModel& model, SourceLaw law, std::uint64_t seed, std::uint64_t first,
                                  long count) const override {
    note(Question::model_samples);
    return ReferenceSubject::model_samples(model, law, seed, first, count);
  }
  Moments<Rational> estimated_moments(const Samples<Rational>& samples) const override {
    note(Question::estimated_moments);
    return ReferenceSubject::estimated_moments(samples);
  }

 private:
  void note(Question question) const { asked_.insert(question); }
  mutable Questions asked_;
};

}  // namespace

Questions asked_questions(const properties::Claim& claim, const std::vector<properties::Instance>& instances) {
  const AskedSubject subject;
  for (const properties::Instance& instance : instances) properties::judge(claim, instance, subject);
  return subject.asked();
}

}  // namespace jepa_oracle::mutants
