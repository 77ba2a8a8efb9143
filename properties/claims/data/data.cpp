// Family Data: what the models of data say of lambda and rho, exactly. Statements and proofs: proofs-notes/data.md
#include <algorithm>

#include "scenarios/data_scenario.h"

namespace jepa_oracle::properties {
namespace {

void require_moments(Judgement& judgement, const std::string& what, const RationalMoments& given,
                     const RationalMoments& expected) {
  require_equal(judgement, what + ": sxx", given.sxx, expected.sxx);
  require_equal(judgement, what + ": syx", given.syx, expected.syx);
  judgement.require(what + ": syy is given", given.syy.has_value());
  if (given.syy) require_equal(judgement, what + ": syy", *given.syy, *expected.syy);
}

/// The column i of B or F is an eigenvector of both enumerated moments, with the numbers of feature i.
void require_features(Judgement& judgement, const std::vector<Feature>& features, const DataModel& model,
                      const RationalMoments& moments) {
  judgement.require("one feature a column", static_cast<Index>(features.size()) == model.basis().cols());
  if (judgement.verdict() != Verdict::holds) return;
  for (Index i = 0; i < model.basis().cols(); ++i) {
    const RationalMatrix direction = model.basis().col(i);
    const Feature& feature = features[static_cast<std::size_t>(i)];
    require_equal(judgement, "syx f = lambda f", product(moments.syx, direction),
                  RationalMatrix(direction * feature.lambda()));
    require_equal(judgement, "sxx f = variance f", product(moments.sxx, direction),
                  RationalMatrix(direction * feature.variance()));
    judgement.require_equal("rho = lambda / variance", feature.rho(), feature.lambda() / feature.variance());
  }
}

RationalMoments require_model(Judgement& judgement, const Subject& subject, const DataModel& model) {
  const RationalMoments moments = enumerated_moments(all_pairs(model), model.size());
  require_moments(judgement, std::string(name_of(model.kind())), subject.model_moments(model), moments);
  return moments;
}

Judgement static_model(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const DataModel model = static_model_of(instance);
  const std::vector<Feature> features = subject.model_features(model);
  require_features(judgement, features, model, require_model(judgement, subject, model));
  for (std::size_t i = 0; i < features.size(); ++i) {
    const Rational& a = model.signal()[i];
    judgement.require_equal("lambda = a", features[i].lambda(), a);
    judgement.require_equal("rho = a / (a + b)", features[i].rho(), a / (a + model.noise()[i]));
  }
  return judgement;
}

Judgement dynamic_model(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const long lag = numerator(instance.number("lag")).convert_to<long>();
  const DataModel model = dynamic_model_of(instance, lag);
  const std::vector<Feature> features = subject.model_features(model);
  require_features(judgement, features, model, require_model(judgement, subject, model));
  for (const Feature& feature : features) {
    if (feature.sign() < 0) judgement.label("a negative covariance");
  }
  return judgement;
}

Judgement masking_model(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  static_cast<void>(require_model(judgement, subject, masking_model_of(instance)));
  const DataModel model = masking_model_with_features_of(instance);
  const std::vector<Feature> features = subject.model_features(model);
  require_features(judgement, features, model, require_model(judgement, subject, model));
  Rational sum = 0;
  for (const Feature& feature : features) {
    sum += feature.lambda();
    if (feature.sign() < 0) judgement.label("a negative covariance");
  }
  judgement.require_equal("the lambdas cancel", sum, 0);
  for (const Feature& a : features) {
    for (const Feature& b : features) {
      if (a.lambda() > b.lambda()) judgement.require("rho rises with lambda", a.rho() > b.rho());
    }
  }
  return judgement;
}

Judgement autoencoder(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const DataModel model = autoencoder_model_of(instance);
  const std::vector<Feature> features = subject.model_features(model);
  require_features(judgement, features, model, require_model(judgement, subject, model));
  for (std::size_t i = 0; i < features.size(); ++i) {
    judgement.require_equal("rho = 1", features[i].rho(), 1);
    judgement.require_equal("lambda = variance of the source", features[i].lambda(), model.signal()[i]);
  }
  return judgement;
}

}  // namespace

std::vector<Claim> data_claims() {
  std::vector<Field> fields = data_fields();
  std::vector<Field> small = fields;
  small[0] = choice("size", {1, 2}, {1, 2});  // a dynamic pair has 2^(size (lag + 3)) outcomes
  small.push_back(choice("lag", {1, 2}, {1, 2}));
  return {exactly({"Data.StaticModel", fields, static_model}),
          exactly({"Data.DynamicModel", small, dynamic_model, {}, {"a negative covariance"}}),
          exactly({"Data.MaskingModel", fields, masking_model, {}, {"a negative covariance"}}),
          exactly({"Data.AutoencoderHasUnitRho", fields, autoencoder})};
}

}  // namespace jepa_oracle::properties
