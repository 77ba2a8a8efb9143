// Models of data, samples and estimates, each one mistake away from the reference.
#include <functional>

#include "mutants/mutants.h"
#include "scenarios/data_scenario.h"

namespace jepa_oracle::mutants {
namespace {

using properties::RationalMatrix;
using properties::RationalMoments;
using Kind = DataModel::Kind;

struct DataMutant : properties::ReferenceSubject {
  std::string label;
  std::function<DataModel(const DataModel&)> change = [](const DataModel& model) { return model; };
  std::function<std::vector<Feature>(const DataModel&, std::vector<Feature>)> features;
  std::function<RationalMoments(const DataModel&, RationalMoments)> moments;
  std::function<Samples<Rational>(const DataModel&, Samples<Rational>)> samples;
  std::function<RationalMoments(const Samples<Rational>&, RationalMoments)> estimate;
  bool restarts = false;

  std::string name() const override { return label; }
  Moments<Rational> model_moments(const DataModel& model) const override {
    const auto answer = ReferenceSubject::model_moments(change(model));
    return moments ? moments(model, answer) : answer;
  }
  std::vector<Feature> model_features(const DataModel& model) const override {
    const auto answer = ReferenceSubject::model_features(change(model));
    return features ? features(model, answer) : answer;
  }
  Samples<Rational> model_samples(const DataModel& model, SourceLaw law, std::uint64_t seed, std::uint64_t first,
                                  long count) const override {
    const auto answer = ReferenceSubject::model_samples(change(model), law, seed, restarts ? 0 : first, count);
    return samples ? samples(model, answer) : answer;
  }
  Moments<Rational> estimated_moments(const Samples<Rational>& pairs) const override {
    const auto answer = ReferenceSubject::estimated_moments(pairs);
    return estimate ? estimate(pairs, answer) : answer;
  }
};

template <class Alter>
Mutant mutant(std::string name, Alter alter) {
  auto subject = std::make_shared<DataMutant>();
  subject->label = name;
  alter(*subject);
  return mutant_of(std::move(name), std::move(subject), overridden_questions<DataMutant>());
}

RationalMoments scaled(RationalMoments moments, const Rational& factor) {
  moments.sxx *= factor;
  moments.syx *= factor;
  if (moments.syy) *moments.syy *= factor;
  return moments;
}

}  // namespace

std::vector<Mutant> data_mutants() {
  return {
      mutant("data-lag-plus-one",
             [](DataMutant& m) {
               m.change = [](const DataModel& d) {
                 if (d.kind() != Kind::dynamic) return d;
                 return DataModel::dynamic(d.signal(), d.persistence(), d.noise(), d.lag() + 1, d.basis());
               };
             }),
      mutant("data-rho-without-noise",
             [](DataMutant& m) {
               m.features = [](const DataModel& d, std::vector<Feature> features) {
                 if (d.kind() == Kind::masking) return features;
                 for (std::size_t i = 0; i < features.size(); ++i) {
                   features[i] = Feature::with_variance(features[i].lambda(), d.signal()[i]);
                 }
                 return features;
               };
             }),
      mutant("data-mask-swapped",
             [](DataMutant& m) {
               m.change = [](const DataModel& d) {
                 return d.kind() == Kind::masking ? DataModel::masking(d.basis(), 1 - d.masked()) : d;
               };
             }),
      mutant("data-mask-keeps-target",
             [](DataMutant& m) {
               m.moments = [](const DataModel& d, RationalMoments moments) {
                 if (d.kind() != Kind::masking) return moments;
                 moments.syy = product_transposed(d.basis(), d.basis());
                 moments.syx = *moments.syy * Rational(1 - d.masked());
                 return moments;
               };
               m.features = [](const DataModel& d, std::vector<Feature> features) {
                 if (d.kind() != Kind::masking) return features;
                 for (std::size_t i = 0; i < features.size(); ++i) {
                   const RationalMatrix f = d.basis().col(static_cast<Index>(i));
                   features[i] = Feature::with_variance(transposed_product(f, f)(0, 0) * (1 - d.masked()),
                                                        features[i].variance());
                 }
                 return features;
               };
             }),
      mutant("data-shared-noise",
             [](DataMutant& m) {
               m.moments = [](const DataModel& d, RationalMoments moments) {
                 if (d.kind() == Kind::static_views) moments.syx = moments.sxx;
                 return moments;
               };
               m.samples = [](const DataModel& d, Samples<Rational> pairs) {
                 if (d.kind() == Kind::static_views) pairs.y = pairs.x;
                 return pairs;
               };
             }),
      mutant("data-denoising-autoencoder",
             [](DataMutant& m) {
               m.features = [](const DataModel& d, std::vector<Feature> features) {
                 if (d.kind() != Kind::autoencoder) return features;
                 for (Feature& f : features) f = Feature::with_variance(f.lambda(), f.variance() + Rational(1, 100));
                 return features;
               };
             }),
      mutant("data-batches-restart", [](DataMutant& m) { m.restarts = true; }),
      mutant("data-estimate-centred",
             [](DataMutant& m) {
               m.estimate = [](const Samples<Rational>& pairs, const RationalMoments&) {
                 Samples<Rational> centred = pairs;
                 const Rational count(static_cast<long>(pairs.x.cols()));
                 for (RationalMatrix* view : {&centred.x, &centred.y}) {
                   for (Index i = 0; i < view->rows(); ++i) {
                     const Rational mean = view->row(i).sum() / count;
                     for (Index j = 0; j < view->cols(); ++j) (*view)(i, j) -= mean;
                   }
                 }
                 return moments_of(centred);
               };
             }),
      mutant("data-estimate-over-n-plus-one",
             [](DataMutant& m) {
               m.estimate = [](const Samples<Rational>& pairs, const RationalMoments& moments) {
                 const Rational count(static_cast<long>(pairs.x.cols()));
                 return scaled(moments, count / (count + 1));
               };
             }),
  };
}

}  // namespace jepa_oracle::mutants
