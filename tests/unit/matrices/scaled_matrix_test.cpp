// Integers over one denominator against the same matrices entry by entry: exact, and in lowest terms.
#include "matrices/scaled_matrix.h"

#include <gtest/gtest.h>

#include "jepa_oracle/field_formula.h"
#include "matrices.h"

namespace jepa_oracle {
namespace {

ScaledMatrix scaled(const Matrix<Rational>& matrix) {
  const auto result = ScaledMatrix::of(matrix);
  EXPECT_TRUE(result);
  return *result;
}

/// Fractions, or binary ones: these have a way of their own to lowest terms.
Matrix<Rational> sample(RandomRationals& random, Index rows, Index columns, bool binary) {
  Matrix<Rational> result = random_matrix(random, rows, columns);
  for (Index i = 0; i < result.size() && binary; ++i) {
    result.data()[i] = random.integer(-1000, 1000) * power(Rational(2), random.integer(-60, 60));
  }
  return result;
}

TEST(ScaledMatrix, IsReadBackInLowestTerms) {
  RandomRationals random(1);
  for (const bool binary : {false, true}) {
    for (int i = 0; i < 50; ++i) {
      const Matrix<Rational> matrix = sample(random, 1 + i % 4, 1 + i % 3, binary);
      EXPECT_EQ(scaled(matrix).lowest_terms(), matrix);
    }
  }
}

TEST(ScaledMatrix, MultipliesAndSubtractsAsRationalsDo) {
  RandomRationals random(2);
  for (const bool binary : {false, true}) {
    for (int i = 0; i < 50; ++i) {
      const Matrix<Rational> a = sample(random, 3, 2, binary);
      const Matrix<Rational> b = sample(random, 2, 4, binary);
      const Matrix<Rational> c = sample(random, 3, 2, !binary);
      EXPECT_EQ(product(scaled(a), scaled(b)).lowest_terms(), product(a, b));
      EXPECT_EQ(transposed_product(scaled(a), scaled(c)).lowest_terms(), transposed_product(a, c));
      EXPECT_EQ(product_transposed(scaled(a), scaled(c)).lowest_terms(), product_transposed(a, c));
      EXPECT_EQ((scaled(a) - scaled(c)).lowest_terms(), Matrix<Rational>(a - c));
      EXPECT_EQ((-scaled(a)).lowest_terms(), Matrix<Rational>(-a));
    }
  }
}

TEST(ScaledMatrix, IsNotMadeOfUnrelatedLongDenominators) {
  std::vector<Rational> entries;
  for (const long prime : {3L, 5L, 7L, 11L}) entries.push_back(1 / power(Rational(prime), 100));
  const Matrix<Rational> unrelated = diagonal(entries);
  EXPECT_FALSE(ScaledMatrix::of(unrelated));
  EXPECT_TRUE(ScaledMatrix::of(diagonal<Rational>({entries[0], Rational(entries[0] / 2)})));

  // The field has both ways, and both give the same.
  const Network<Rational> network{{unrelated}, identity<Rational>(4)};
  const Moments<Rational> moments{identity<Rational>(4), identity<Rational>(4)};
  const Network<Rational> field = descent_field(Objective::mae, network, moments);
  const Matrix<Rational> one = identity<Rational>(4);
  EXPECT_EQ(field.layers[0], Matrix<Rational>(one - unrelated));
  EXPECT_EQ(field.top(), product(Matrix<Rational>(one - unrelated), unrelated));
}

TEST(ScaledMatrix, GivesTheFieldOfEveryTarget) {
  RandomRationals random(3);
  const std::vector<std::vector<Index>> widths = {{1, 1}, {2, 3, 2}, {3, 1, 2, 3}};
  for (const auto& chain : widths) {
    const Moments<Rational> moments = random_moments(random, chain.front());
    const Network<Rational> jepa = random_network(random, Objective::jepa, chain);
    const Network<Rational> mae = random_network(random, Objective::mae, chain);
    const Matrix<Rational> map = random_matrix(random, chain.back(), chain.front());
    const auto expect = [&](const Network<Rational>& network, const Target<Rational>& target) {
      const auto by_entries = field_formula(
          network.layers, network.top_layers, [&](const Matrix<Rational>& prediction, const Matrix<Rational>& code) {
            return Matrix<Rational>(product(prediction, moments.sxx) - target.cross_moment(code, moments.syx));
          });
      EXPECT_EQ(entries(descent_field(network, target, moments)),
                entries(Network<Rational>{by_entries.layers, by_entries.top_layers}));
    };
    expect(jepa, Target<Rational>::current_encoder());
    expect(jepa, Target<Rational>::fixed(map));
    expect(mae, Target<Rational>::data());
  }
}

}  // namespace
}  // namespace jepa_oracle
