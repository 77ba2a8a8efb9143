#include "mutants/near_matrix_mutants.h"

#include "jepa_oracle/data_model.h"
#include "jepa_oracle/family_field.h"

namespace jepa_oracle::mutants {
namespace {

using properties::ReferenceSubject;

/// Networks, moments and features off by a factor where `off` is asked.
struct NearMatrices : ReferenceSubject {
  std::string label;
  Question off{};
  Rational offset;

  std::string name() const override { return label; }
  Network<Rational> grown(const Network<Rational>& network) const { return moved(network, network, offset); }
  Moments<Rational> grown(Moments<Rational> moments) const {
    moments.syx *= Rational(1 + offset);
    return moments;
  }
  Network<Rational> field(const Target<Rational>& t, const Network<Rational>& n,
                          const Moments<Rational>& m) const override {
    const auto right = ReferenceSubject::field(t, n, m);
    return off == Question::field ? grown(right) : right;
  }
  Network<Rational> step(const Target<Rational>& t, const Network<Rational>& n, const Moments<Rational>& m,
                         const Rational& rate) const override {
    const auto right = ReferenceSubject::step(t, n, m, rate);
    return off == Question::step ? grown(right) : right;
  }
  std::vector<properties::RecordedStep> descend(const Target<Rational>& t, const Network<Rational>& n,
                                                const Moments<Rational>& m, const Rational& rate, long steps,
                                                long every) const override {
    auto right = ReferenceSubject::descend(t, n, m, rate, steps, every);
    if (off == Question::descend) right.back().network = grown(right.back().network);
    return right;
  }
  std::vector<Network<Real>> flow(const TargetRule& rule, const Network<Rational>& start, const Moments<Rational>& m,
                                  const std::vector<Rational>& at, Digits d) const override {
    auto right = ReferenceSubject::flow(rule, start, m, at, d);
    if (off != Question::flow) return right;
    for (auto& network : right) network = moved(network, network, Real(offset, d.working_bits()));
    return right;
  }
  Network<Rational> family_field(const FamilyRule<Rational>& rule, const Network<Rational>& n,
                                 const Moments<Rational>& m) const override {
    const auto right = ReferenceSubject::family_field(rule, n, m);
    return off == Question::family_field ? grown(right) : right;
  }
  Network<Rational> family_step(Objective objective, const Rational& decay, const Network<Rational>& n,
                                const Moments<Rational>& m, const Rational& rate) const override {
    const auto right = ReferenceSubject::family_step(objective, decay, n, m, rate);
    return off == Question::family_step ? grown(right) : right;
  }
  std::vector<Network<Rational>> sign_descent(Objective objective, const Network<Rational>& n,
                                              const Moments<Rational>& m, const Rational& rate,
                                              long steps) const override {
    auto right = ReferenceSubject::sign_descent(objective, n, m, rate, steps);
    if (off == Question::sign_descent) right.back() = grown(right.back());
    return right;
  }
  Moments<Rational> model_moments(const DataModel& model) const override {
    const auto right = ReferenceSubject::model_moments(model);
    return off == Question::model_moments ? grown(right) : right;
  }
  std::vector<Feature> model_features(const DataModel& model) const override {
    auto right = ReferenceSubject::model_features(model);
    if (off != Question::model_features) return right;
    for (Feature& f : right) f = Feature::with_variance(f.lambda(), f.variance() * (1 + offset));
    return right;
  }
  Moments<Rational> estimated_moments(const Samples<Rational>& pairs) const override {
    const auto right = ReferenceSubject::estimated_moments(pairs);
    return off == Question::estimated_moments ? grown(right) : right;
  }
};

}  // namespace

std::vector<Mutant> near_matrix_mutants(const Rational& offset) {
  const auto near = [&offset](std::string name, Question off) {
    auto subject = std::make_shared<NearMatrices>();
    subject->label = name;
    subject->off = off;
    subject->offset = offset;
    Questions altered{off};
    if (off == Question::step) altered.insert(Question::descend);
    return mutant_of(std::move(name), std::move(subject), std::move(altered));
  };
  return {
      near("near-field", Question::field),
      near("near-step", Question::step),
      near("near-descent", Question::descend),
      near("near-flow", Question::flow),
      near("near-family-field", Question::family_field),
      near("near-family-step", Question::family_step),
      near("near-sign-descent", Question::sign_descent),
      near("near-model-moments", Question::model_moments),
      near("near-model-features", Question::model_features),
      near("near-estimate", Question::estimated_moments),
  };
}

}  // namespace jepa_oracle::mutants
