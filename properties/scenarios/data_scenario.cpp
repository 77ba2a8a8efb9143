#include "scenarios/data_scenario.h"

namespace jepa_oracle::properties {
namespace {

/// Draws sources by going through all their values: the next call of `next` is the next combination.
class AllSources {
 public:
  Rational draw(const Rational& variance) { return split(variance, Rational(-1), Rational(1 / (1 + variance))); }
  bool chance(const Rational& probability) { return split(1, 0, probability) == 1; }
  const Rational& probability() const { return probability_; }
  /// @returns false when all combinations have been gone through
  bool next() {
    while (!choices_.empty() && choices_.back()) choices_.pop_back();
    if (choices_.empty()) return false;
    choices_.back() = true;
    place_ = 0;
    probability_ = 1;
    return true;
  }

 private:
  Rational split(const Rational& first, const Rational& second, const Rational& chance_of_first) {
    if (place_ == choices_.size()) choices_.push_back(false);
    const bool second_chosen = choices_[place_++];
    probability_ *= second_chosen ? Rational(1 - chance_of_first) : chance_of_first;
    return second_chosen ? second : first;
  }

  std::vector<bool> choices_;  // whether the second value is taken
  std::size_t place_ = 0;
  Rational probability_ = 1;
};

WeightedPair play(const DataModel& model, AllSources& sources) {
  using Kind = DataModel::Kind;
  const RationalMatrix& basis = model.basis();
  RationalMatrix latent(basis.cols(), 1);
  for (Index i = 0; i < latent.rows(); ++i) {
    latent(i, 0) =
        sources.draw(model.kind() == Kind::masking ? Rational(1) : model.signal()[static_cast<std::size_t>(i)]);
  }
  if (model.kind() == Kind::masking) {
    const RationalMatrix image = product(basis, latent);
    RationalMatrix mask(image.rows(), 1);
    for (Index i = 0; i < mask.rows(); ++i) mask(i, 0) = sources.chance(1 - model.masked()) ? 1 : 0;
    WeightedPair pair{image, image, 0};
    for (Index i = 0; i < mask.rows(); ++i) {
      pair.x(i, 0) *= mask(i, 0);
      pair.y(i, 0) *= 1 - mask(i, 0);
    }
    pair.probability = sources.probability();
    return pair;
  }
  RationalMatrix first = latent;
  RationalMatrix second = latent;
  for (Index i = 0; i < latent.rows(); ++i) {
    const auto f = static_cast<std::size_t>(i);
    for (long step = 0; model.kind() == Kind::dynamic && step < model.lag(); ++step) {
      const Rational& g = model.persistence()[f];
      // What keeps the variance of z(t+1) = g z(t) + innovation at that of z(t).
      second(i, 0) = g * second(i, 0) + sources.draw(model.signal()[f] - g * g * model.signal()[f]);
    }
    if (model.kind() == Kind::autoencoder) continue;
    first(i, 0) += sources.draw(model.noise()[f]);
    second(i, 0) += sources.draw(model.noise()[f]);
  }
  return {product(basis, first), product(basis, second), sources.probability()};
}

std::vector<Rational> positives(const Instance& instance, std::uint64_t purpose) {
  Entries entries(instance, purpose);
  return entries.positives(static_cast<Index>(numerator(instance.number("size")).convert_to<long>()));
}

RationalMatrix basis_of(const Instance& instance) {
  Entries entries(instance, 81);
  return entries.orthogonal(static_cast<Index>(numerator(instance.number("size")).convert_to<long>()));
}

Rational masked_of(const Instance& instance) {
  Entries entries(instance, 85);
  return Rational(1 + static_cast<long>(entries.below(4)), 5);
}

}  // namespace

std::vector<Field> data_fields() {
  std::vector<Field> fields = square_fields();
  fields.erase(fields.begin());
  fields.front() = choice("size", {1, 2, 3}, {1, 3});  // models are played through outcome by outcome
  return fields;
}

DataModel static_model_of(const Instance& instance) {
  return DataModel::static_views(positives(instance, 82), positives(instance, 83), basis_of(instance));
}

DataModel dynamic_model_of(const Instance& instance, long lag) {
  std::vector<Rational> persistence;
  Entries entries(instance, 84);
  const std::vector<Rational> signal = positives(instance, 82);
  for (std::size_t i = 0; i < signal.size(); ++i) {
    persistence.emplace_back(static_cast<long>(entries.below(9)) - 4, 5);
  }
  return DataModel::dynamic(signal, persistence, positives(instance, 83), lag, basis_of(instance));
}

DataModel autoencoder_model_of(const Instance& instance) {
  return DataModel::autoencoder(positives(instance, 82), basis_of(instance));
}

DataModel masking_model_of(const Instance& instance) {
  Entries entries(instance, 86);
  const auto size = static_cast<Index>(numerator(instance.number("size")).convert_to<long>());
  return DataModel::masking(entries.invertible(size), masked_of(instance));
}

DataModel masking_model_with_features_of(const Instance& instance) {
  std::vector<Rational> scales = positives(instance, 87);
  if (scales.size() == 3) scales.push_back(scales[0] + 1);
  return DataModel::masking(scaled_hadamard(scales), masked_of(instance));
}

RationalMatrix scaled_hadamard(const std::vector<Rational>& scales) {
  const auto size = static_cast<Index>(scales.size());
  RationalMatrix result(size, size);
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j < size; ++j) {
      const bool negative = ((i & j & 1) ^ ((i & j & 2) >> 1)) != 0;
      const Rational& scale = scales[static_cast<std::size_t>(j)];
      result(i, j) = negative ? Rational(-scale) : scale;
    }
  }
  return result;
}

std::vector<WeightedPair> all_pairs(const DataModel& model) {
  std::vector<WeightedPair> pairs;
  AllSources sources;
  do {
    WeightedPair pair = play(model, sources);
    if (pair.probability != 0) pairs.push_back(std::move(pair));
  } while (sources.next());
  return pairs;
}

RationalMoments enumerated_moments(const std::vector<WeightedPair>& pairs, Index size) {
  const RationalMatrix zero = RationalMatrix::Constant(size, size, Rational(0));
  RationalMoments moments{zero, zero, zero};
  for (const WeightedPair& pair : pairs) {
    moments.sxx += RationalMatrix(product_transposed(pair.x, pair.x) * pair.probability);
    moments.syx += RationalMatrix(product_transposed(pair.y, pair.x) * pair.probability);
    *moments.syy += RationalMatrix(product_transposed(pair.y, pair.y) * pair.probability);
  }
  return moments;
}

}  // namespace jepa_oracle::properties
