// Family Data: what samples say of the moments. Statements, proofs and error rates: proofs-notes/data.md
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/data_scenario.h"

namespace jepa_oracle::properties {
namespace {

/// Pairs of a case; a square, so that the bounds are rational.
constexpr long kRoot = 24;
constexpr long kCount = kRoot * kRoot;
/// Every comparison errs with probability at most 2 e^-36 < 5e-16.
constexpr long kExponent = 36;

using Kind = DataModel::Kind;

DataModel model_of(const Instance& instance, SourceLaw law) {
  switch (numerator(instance.number("model")).convert_to<int>()) {
    case 0:
      return static_model_of(instance);
    case 1:
      return dynamic_model_of(instance, 2);
    case 2:
      // Masked Gaussian pixels are no Gaussian numbers: their moments are judged by the bounded law only.
      return law == SourceLaw::gaussian ? static_model_of(instance) : masking_model_of(instance);
    default:
      return autoencoder_model_of(instance);
  }
}

/// Largest |x_i| or |y_i| in the coordinates of the features (of the pixels, for masking) under the three-point law.
std::vector<Rational> largest(const DataModel& model) {
  std::vector<Rational> bounds;
  for (Index i = 0; i < model.size(); ++i) {
    Rational bound = 0;
    if (model.kind() == Kind::masking) {
      for (Index j = 0; j < model.basis().cols(); ++j) bound += abs(model.basis()(i, j));
      bounds.push_back(bound * three_point_value(1));
      continue;
    }
    const auto f = static_cast<std::size_t>(i);
    const Rational& a = model.signal()[f];
    bound = three_point_value(a);
    if (model.kind() == Kind::dynamic) {
      const Rational& g = model.persistence()[f];
      const Rational step = three_point_value(a - g * g * a);
      Rational later = bound;
      for (long k = 0; k < model.lag(); ++k) later = abs(g) * later + step;
      bound = std::max(bound, later);
    }
    if (model.kind() != Kind::autoencoder) bound += three_point_value(model.noise()[f]);
    bounds.push_back(bound);
  }
  return bounds;
}

/// Hoeffding: n products in [-M, M] have a mean within t of its expectation but for 2 exp(-n t^2 / (2 M^2)).
void require_bounded(Judgement& judgement, const std::string& what, const Rational& mean, const Rational& expected,
                     const Rational& bound) {
  const Rational off = mean - expected;
  judgement.require(fmt::format("{}: mean {} near {}", what, to_fraction(mean), to_fraction(expected)),
                    off * off * kCount < 2 * kExponent * bound * bound);
}

/// Laurent and Massart: the sum X of n squares of standard normal numbers has
/// n - 2 sqrt(n u) < X < n + 2 sqrt(n u) + 2 u but for 2 e^-u; sqrt(n u) = 24 * 6. Widened by 2^-10 for the numbers not
/// being exactly normal.
void require_chi_squared(Judgement& judgement, const std::string& what, const Rational& sum, const Rational& variance) {
  const Rational slack(1, 1024);
  const Rational low = (kCount - 2 * kRoot * 6) * (1 - slack) * variance;
  const Rational high = (kCount + 2 * kRoot * 6 + 2 * kExponent) * (1 + slack) * variance;
  judgement.require(fmt::format("{}: mean {} near {}", what, to_fraction(sum / kCount), to_fraction(variance)),
                    variance == 0 ? sum == 0 : low < sum && sum < high);
}

Samples<Rational> drawn(Judgement& judgement, const Subject& subject, const DataModel& model, SourceLaw law,
                        std::uint64_t seed) {
  Samples<Rational> all = subject.model_samples(model, law, seed, 0, kCount);
  const bool shaped =
      all.x.rows() == model.size() && all.y.rows() == model.size() && all.x.cols() == kCount && all.y.cols() == kCount;
  judgement.require("as many pairs as asked for", shaped);
  if (!shaped) return samples_of(model, law, seed, 0, kCount);
  constexpr long kBatch = 5;
  const Samples<Rational> batch = subject.model_samples(model, law, seed, kBatch, kBatch);
  judgement.require("a batch gives the same pairs",
                    batch.x == all.x.middleCols(kBatch, kBatch) && batch.y == all.y.middleCols(kBatch, kBatch));
  return all;
}

Judgement samples_have_the_moments(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const SourceLaw law = instance.number("gaussian") == 1 ? SourceLaw::gaussian : SourceLaw::three_point;
  const DataModel model = model_of(instance, law);
  judgement.label(
      fmt::format("{}, {}", name_of(model.kind()), law == SourceLaw::gaussian ? "gaussian" : "three-point"));
  const auto seed = static_cast<std::uint64_t>(numerator(instance.number("stream")).convert_to<long>());
  Samples<Rational> pairs = drawn(judgement, subject, model, law, seed);
  RationalMoments exact = moments_of(model);
  if (model.kind() != Kind::masking) {  // in the coordinates of the features
    const RationalMatrix& basis = model.basis();
    const auto turned = [&basis](const RationalMatrix& m) { return product(transposed_product(basis, m), basis); };
    pairs = {transposed_product(basis, pairs.x), transposed_product(basis, pairs.y)};
    exact = {turned(exact.sxx), turned(exact.syx), turned(*exact.syy)};
  }
  const RationalMoments sums{product_transposed(pairs.x, pairs.x), product_transposed(pairs.y, pairs.x),
                             product_transposed(pairs.y, pairs.y)};
  const std::vector<Rational> bounds = law == SourceLaw::three_point ? largest(model) : std::vector<Rational>();
  const Index size = model.size();
  for (Index i = 0; i < size; ++i) {
    for (Index j = 0; j < size; ++j) {
      const std::string where = fmt::format("[{}][{}]", i, j);
      if (law == SourceLaw::three_point) {
        const Rational bound = bounds[static_cast<std::size_t>(i)] * bounds[static_cast<std::size_t>(j)];
        require_bounded(judgement, "sxx" + where, sums.sxx(i, j) / kCount, exact.sxx(i, j), bound);
        require_bounded(judgement, "syx" + where, sums.syx(i, j) / kCount, exact.syx(i, j), bound);
        require_bounded(judgement, "syy" + where, (*sums.syy)(i, j) / kCount, (*exact.syy)(i, j), bound);
        continue;
      }
      for (const int sign : {1, -1}) {  // squares of y_i + x_j and y_i - x_j
        const auto squares = [&](const RationalMoments& m) {
          return Rational((*m.syy)(i, i) + m.sxx(j, j) + 2 * sign * m.syx(i, j));
        };
        require_chi_squared(judgement, "(y +- x)^2" + where, squares(sums), squares(exact));
      }
      if (i < j) {  // squares of x_i + x_j and x_i - x_j, and of y
        for (const int sign : {1, -1}) {
          const auto squares = [&](const RationalMatrix& m) {
            return Rational(m(i, i) + m(j, j) + 2 * sign * m(i, j));
          };
          require_chi_squared(judgement, "(x +- x)^2" + where, squares(sums.sxx), squares(exact.sxx));
          require_chi_squared(judgement, "(y +- y)^2" + where, squares(*sums.syy), squares(*exact.syy));
        }
      }
      if (i != j) continue;
      require_chi_squared(judgement, "sxx" + where, sums.sxx(i, i), exact.sxx(i, i));
      require_chi_squared(judgement, "syy" + where, (*sums.syy)(i, i), (*exact.syy)(i, i));
    }
  }
  return judgement;
}

/// Goes through all n-tuples of the pairs.
template <class Visit>
void each_sample(const std::vector<WeightedPair>& pairs, long count, const Visit& visit) {
  std::vector<std::size_t> chosen(static_cast<std::size_t>(count), 0);
  const Index size = pairs.front().x.rows();
  for (;;) {
    Samples<Rational> sample{RationalMatrix(size, count), RationalMatrix(size, count)};
    Rational probability = 1;
    for (long k = 0; k < count; ++k) {
      const WeightedPair& pair = pairs[chosen[static_cast<std::size_t>(k)]];
      sample.x.col(k) = pair.x;
      sample.y.col(k) = pair.y;
      probability *= pair.probability;
    }
    visit(sample, probability);
    std::size_t place = 0;
    while (place < chosen.size() && ++chosen[place] == pairs.size()) chosen[place++] = 0;
    if (place == chosen.size()) return;
  }
}

RationalMatrix squared(const RationalMatrix& matrix) {
  RationalMatrix result = matrix;
  for (Index i = 0; i < result.size(); ++i) result.data()[i] *= matrix.data()[i];
  return result;
}

/// E of the estimate, and of the squared error of each entry, over every sample of n pairs that there is.
struct Expected {
  RationalMatrix mean;
  RationalMatrix squared_error;
};

Judgement root_n(const Instance& instance, const Subject& subject) {
  Judgement judgement;
  const bool masked = instance.number("model") == 1;
  const DataModel model = masked ? masking_model_of(instance) : static_model_of(instance);
  const std::vector<WeightedPair> pairs = all_pairs(model);
  const RationalMoments exact = enumerated_moments(pairs, model.size());
  const Index size = model.size();
  const RationalMatrix zero = RationalMatrix::Constant(size, size, Rational(0));
  std::vector<std::array<Expected, 3>> seen;
  const long largest_count = size == 1 ? 3 : 2;
  for (long count = 1; count <= largest_count; ++count) {
    std::array<Expected, 3> sums{Expected{zero, zero}, Expected{zero, zero}, Expected{zero, zero}};
    each_sample(pairs, count, [&](const Samples<Rational>& sample, const Rational& probability) {
      const RationalMoments given = subject.estimated_moments(sample);
      const std::array<RationalMatrix, 3> estimates{given.sxx, given.syx, given.syy.value_or(zero)};
      const std::array<RationalMatrix, 3> moments{exact.sxx, exact.syx, *exact.syy};
      for (std::size_t m = 0; m < 3; ++m) {
        sums[m].mean += RationalMatrix(estimates[m] * probability);
        sums[m].squared_error += RationalMatrix(squared(estimates[m] - moments[m]) * probability);
      }
    });
    require_equal(judgement, "E of the estimated sxx", sums[0].mean, exact.sxx);
    require_equal(judgement, "E of the estimated syx", sums[1].mean, exact.syx);
    require_equal(judgement, "E of the estimated syy", sums[2].mean, *exact.syy);
    seen.push_back(sums);
    for (std::size_t m = 0; m < 3; ++m) {
      require_equal(judgement, fmt::format("n times the mean squared error, n = {}", count),
                    RationalMatrix(sums[m].squared_error * Rational(count)), seen.front()[m].squared_error);
    }
  }
  // Features of the truth have a common basis; those of an estimate in general not.
  if (size == 2 && !masked) {
    const RationalMoments estimate = subject.estimated_moments(samples_of(model, SourceLaw::three_point, 1, 0, 50));
    if (product(estimate.sxx, estimate.syx) != product(estimate.syx, estimate.sxx)) {
      judgement.label("estimated moments that do not commute");
    }
  }
  return judgement;
}

}  // namespace

std::vector<Claim> data_sample_claims() {
  std::vector<Field> fields = data_fields();
  fields[0] = choice("size", {1, 2}, {1, 2});
  std::vector<Field> sampled = fields;
  sampled.push_back(choice("model", {0, 1, 2, 3}, {0, 1, 2, 3}));
  sampled.push_back(choice("gaussian", {0, 1}, {0, 1}));
  sampled.push_back(choice("stream", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {1, 2}));
  fields.push_back(choice("model", {0, 1}, {0, 1}));
  return {{"Data.SamplesHaveTheMoments",
           sampled,
           samples_have_the_moments,
           {},
           {"static, gaussian", "static, three-point", "dynamic, gaussian", "dynamic, three-point",
            "masking, three-point", "autoencoder, gaussian", "autoencoder, three-point"},
           "sampled"},
          exactly({"Data.EstimationErrorFallsAsRootN", fields, root_n, {}, {"estimated moments that do not commute"}})};
}

}  // namespace jepa_oracle::properties
