#include "jepa_oracle/moments.h"

#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/network.h"
#include "matrices.h"

namespace jepa_oracle {
namespace {

template <class Check>
std::string refusal(const Check& check) {
  try {
    check();
  } catch (const InvalidProblem& error) {
    return error.what();
  }
  return "accepted";
}

std::string refusal_of(const Moments<Rational>& moments) {
  return refusal([&] { require_valid(moments); });
}

const Matrix<Rational> kIdentity = identity<Rational>(2);

TEST(Moments, OfRandomPairsAreValid) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    RandomRationals random(seed);
    EXPECT_EQ(refusal_of(random_moments(random, 1 + static_cast<Index>(seed % 5))), "accepted");
  }
}

TEST(Moments, SayWhichEigenvalueIsNotPositive) {
  EXPECT_EQ(
      refusal_of({matrix({{"1", "2"}, {"2", "1"}}), kIdentity}),
      "moments.sxx: its smallest eigenvalue is about -1.0 and its leading 2 x 2 minor is -3: sxx must be positive "
      "definite");
  EXPECT_EQ(refusal_of({matrix({{"1", "1"}, {"1", "1"}}), kIdentity}),
            "moments.sxx: its smallest eigenvalue is about 0 and its leading 2 x 2 minor is 0: sxx must be positive "
            "definite");
  EXPECT_EQ(refusal_of({matrix({{"-0.25", "0"}, {"0", "1"}}), kIdentity}),
            "moments.sxx: its smallest eigenvalue is about -0.25 and its leading 1 x 1 minor is -0.25: sxx must be "
            "positive definite");
}

TEST(Moments, AreDecidedExactlyAtTheBoundary) {
  // Off by 1e-200 from singular: no floating-point number sees it.
  const Rational tiny = power(Rational(10), -200);
  Matrix<Rational> sxx = matrix({{"1", "1"}, {"1", "1"}});
  sxx(1, 1) += tiny;
  EXPECT_EQ(refusal_of({sxx, kIdentity}), "accepted");
  sxx(1, 1) -= 2 * tiny;
  EXPECT_NE(refusal_of({sxx, kIdentity}), "accepted");
}

TEST(Moments, RefuseOtherShapesAndAsymmetry) {
  EXPECT_EQ(refusal_of({matrix({{"1", "0.5"}, {"0.25", "1"}}), kIdentity}),
            "moments.sxx[1][0]: 0.25 differs from entry [0][1] = 0.5: sxx must be symmetric");
  EXPECT_EQ(refusal_of({matrix({{"1", "0", "0"}, {"0", "1", "0"}}), kIdentity}),
            "moments.sxx: is 2 x 3 and must be 2 x 2: sxx is square");
  EXPECT_EQ(refusal_of({kIdentity, identity<Rational>(3)}),
            "moments.syx: is 3 x 3 and must be 2 x 2: x and y have the same size");
}

TEST(Moments, OfNoPairsAreRefused) {
  // E[x^2] E[y^2] >= E[xy]^2, with equality when y is proportional to x.
  const Matrix<Rational> one = identity<Rational>(1);
  EXPECT_EQ(refusal_of({one, matrix({{"2"}}), matrix({{"4"}})}), "accepted");
  EXPECT_EQ(refusal_of({one, matrix({{"2"}}), matrix({{"3.99"}})}),
            "moments.syy: the smallest eigenvalue of [[sxx, syx'], [syx, syy]] is about -0.0020: it must be positive "
            "semidefinite, as the second moments of any pairs are");
}

TEST(Network, ShapesMustChain) {
  RandomRationals random(1);
  Network<Rational> network = random_network(random, Objective::mae, {3, 2, 4});
  EXPECT_EQ(refusal([&] { require_valid(network, Objective::mae, 3); }), "accepted");
  EXPECT_EQ(refusal([&] { require_valid(network, Objective::jepa, 3); }),
            "top: is 3 x 4 and must be 4 x 4: the predictor of jepa maps the code to itself");
  EXPECT_EQ(refusal([&] { require_valid(network, Objective::mae, 2); }),
            "layers[0]: is 2 x 3 and gets 2 inputs from the data: its columns must match");
  network.layers[1] = random_matrix(random, 4, 3);
  EXPECT_EQ(refusal([&] { require_valid(network, Objective::mae, 3); }),
            "layers[1]: is 4 x 3 and gets 2 inputs from layers[0]: its columns must match");
  network.layers.clear();
  EXPECT_EQ(refusal([&] { require_valid(network, Objective::mae, 3); }),
            "layers: is empty: an encoder has at least one layer");
}

TEST(Start, IsExactWhereTheRootIs) {
  const auto rational = Start::balanced(Initialisation::of_encoder(number("1e-4")), Depth(2), 2);
  ASSERT_TRUE(rational.exact());
  EXPECT_EQ(rational.exact()->layers[1](1, 1), number("0.01"));
  const auto irrational = Start::balanced(Initialisation::of_encoder(number("1e-3")), Depth(2), 2);
  EXPECT_FALSE(irrational.exact());
  const Interval root_of_epsilon = irrational.enclosed(200).layers[0](0, 0);
  EXPECT_TRUE(contains(square(root_of_epsilon), number("1e-3")));
  EXPECT_GT(root_of_epsilon.relative_bits(), 190);
  EXPECT_TRUE(contains(root_of_epsilon, Interval(irrational.rounded(200).layers[0](0, 0))));
}

TEST(Matrix, TimesItsInverseIsTheIdentity) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    RandomRationals random(seed);
    Matrix<Rational> invertible = random_matrix(random, 4, 4);
    for (Index i = 0; i < 4; ++i) invertible(i, i) += 50;
    EXPECT_EQ(product(invertible, inverse(invertible)), identity<Rational>(4));
  }
  EXPECT_EQ(inverse(matrix({{"0", "2"}, {"4", "0"}})), matrix({{"0", "1/4"}, {"1/2", "0"}}));
  EXPECT_THROW(inverse(matrix({{"1", "1"}, {"1", "1"}})), InvalidProblem);
}

}  // namespace
}  // namespace jepa_oracle
