// Features against spectra that are known because the moments were built from them.
#include "jepa_oracle/moment_features.h"

#include <gtest/gtest.h>

#include "matrices.h"

namespace jepa_oracle {
namespace {

constexpr int kDigits = 50;

/// A rational rotation in every plane (Cayley: tan of the half angle is 1/2, 1/3, ...).
Matrix<Rational> rotation(Index size) {
  Matrix<Rational> q = identity<Rational>(size);
  for (Index i = 0; i + 1 < size; ++i) {
    const Rational t(1, 2 + i);
    Matrix<Rational> plane = identity<Rational>(size);
    plane(i, i) = plane(i + 1, i + 1) = (1 - t * t) / (1 + t * t);
    plane(i, i + 1) = -2 * t / (1 + t * t);
    plane(i + 1, i) = 2 * t / (1 + t * t);
    q = product(q, plane);
  }
  return q;
}

Matrix<Rational> rotated(const std::vector<Rational>& spectrum) {
  const Matrix<Rational> q = rotation(static_cast<Index>(spectrum.size()));
  return product(q, product_transposed(diagonal(spectrum), q));
}

void expect_encloses(const Interval& enclosure, const Rational& value) {
  EXPECT_TRUE(contains(enclosure, value)) << value;
  EXPECT_LT(enclosure.width().to_double(), 1e-45) << value;
}

TEST(MomentFeatures, OfDiagonalMomentsAreExact) {
  const MomentFeatures features =
      features_of(diagonal_moments({number("0.5"), number("2")}, {number("1"), number("4")}), Digits(kDigits));
  EXPECT_EQ(features.basis, FeatureBasis::common);
  ASSERT_EQ(features.features.size(), 2U);
  EXPECT_EQ(*features.features[0].exact, Feature::with_variance(number("0.5"), number("1")));
  EXPECT_EQ(*features.features[1].exact, Feature::with_rho(number("2"), number("0.5")));
}

TEST(MomentFeatures, OfCommutingMomentsAreTheJointSpectrum) {
  // Repeated numbers in each matrix, and one repeated pair: neither matrix alone fixes the basis.
  const std::vector<Rational> lambdas = {2, 2, 1, number("0.5"), number("0.5")};
  const std::vector<Rational> variances = {3, 4, 3, 1, 1};
  const MomentFeatures features = features_of({rotated(variances), rotated(lambdas)}, Digits(kDigits));
  EXPECT_EQ(features.basis, FeatureBasis::common);
  ASSERT_EQ(features.features.size(), 5U);
  std::vector<std::pair<Rational, Rational>> expected = {
      {2, 3}, {2, 4}, {1, 3}, {number("0.5"), 1}, {number("0.5"), 1}};
  for (const auto& [lambda, variance] : expected) {
    const auto holds = [&, l = lambda, s = variance](const MomentFeature& f) {
      return contains(f.lambda, l) && contains(f.variance, s);
    };
    const auto want = std::count(expected.begin(), expected.end(), std::pair(lambda, variance));
    EXPECT_EQ(std::count_if(features.features.begin(), features.features.end(), holds), want)
        << lambda << " " << variance;
  }
  for (const MomentFeature& feature : features.features) EXPECT_LT(feature.rho.width().to_double(), 1e-45);
}

TEST(MomentFeatures, OfIrrationalSpectraAreEnclosed) {
  // [[2, 1], [1, 1]]: eigenvalues (3 +- sqrt 5) / 2.
  const Matrix<Rational> golden = matrix({{"2", "1"}, {"1", "1"}});
  const MomentFeatures features = features_of({identity<Rational>(2), golden}, Digits(kDigits));
  const Interval five = root(Interval(5).rounded_to(300), 2);
  EXPECT_TRUE(overlaps(features.features[0].lambda, (five + 3) / 2));
  EXPECT_TRUE(overlaps(features.features[1].lambda, (Interval(3) - five) / 2));
}

TEST(MomentFeatures, WithoutAnyCovarianceAreZero) {
  const MomentFeatures features =
      features_of({rotated({1, 2}), Matrix<Rational>::Constant(2, 2, Rational(0))}, Digits(kDigits));
  for (const MomentFeature& feature : features.features) expect_encloses(feature.lambda, 0);
}

TEST(MomentFeatures, OfMomentsThatDoNotCommuteAreGeneralisedEigenpairs) {
  // syx = X^-T diag(rho) X^-1 and sxx = X^-T X^-1 have the columns of X as eigenvectors; X' is inverted exactly.
  const Matrix<Rational> x = matrix({{"1", "2", "0"}, {"0", "1", "1/3"}, {"1/2", "0", "1"}});
  const Matrix<Rational> to = inverse(x);
  const std::vector<Rational> rhos = {number("0.9"), number("0.3"), number("-0.2")};
  const Moments<Rational> moments{transposed_product(to, to), transposed_product(to, product(diagonal(rhos), to))};
  const MomentFeatures features = features_of(moments, Digits(kDigits));
  EXPECT_EQ(features.basis, FeatureBasis::generalised);
  EXPECT_EQ(features.statement,
            "sxx and syx do not commute: the features are coupled in training, and the scalar theory is not exact for "
            "these moments");
  for (Index i = 0; i < 3; ++i) {
    // v' sxx v = 1 for a column v of X, so its variance is 1 / v' v.
    const Rational variance = 1 / transposed_product(Matrix<Rational>(x.col(i)), Matrix<Rational>(x.col(i)))(0, 0);
    const Rational rho = rhos[static_cast<std::size_t>(i)];
    const auto found = std::find_if(features.features.begin(), features.features.end(),
                                    [&](const MomentFeature& f) { return contains(f.rho, rho); });
    ASSERT_NE(found, features.features.end()) << rho;
    expect_encloses(found->rho, rho);
    expect_encloses(found->variance, variance);
    expect_encloses(found->lambda, Rational(rho * variance));
  }
}

TEST(MomentFeatures, OfAnAsymmetricCovarianceAreThoseOfItsSymmetricPart) {
  const MomentFeatures features =
      features_of({identity<Rational>(2), matrix({{"0.5", "0.3"}, {"-0.3", "0.25"}})}, Digits(kDigits));
  EXPECT_EQ(features.basis, FeatureBasis::generalised);
  EXPECT_NE(features.statement.find("syx is not symmetric"), std::string::npos);
  expect_encloses(features.features[0].rho, number("0.5"));
  expect_encloses(features.features[1].rho, number("0.25"));
}

}  // namespace
}  // namespace jepa_oracle
