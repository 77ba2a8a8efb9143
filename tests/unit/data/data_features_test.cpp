#include "jepa_oracle/data_features.h"

#include <gtest/gtest.h>

#include <Eigen/Jacobi>
#include <cmath>
#include <numbers>

#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/exact_rational.h"
#include "jepa_oracle/moment_features.h"
#include "jepa_oracle/real.h"
#include "numbers/indexed_random.h"

namespace jepa_oracle {
namespace {

EstimatedMoments moments(Index size, std::uint64_t seed) {
  const IndexedRandom random(seed, 1);
  Eigen::MatrixXd factor(size, 2 * size);
  for (Index i = 0; i < factor.size(); ++i) factor.data()[i] = random.normal(static_cast<std::uint64_t>(i));
  Eigen::MatrixXd cross(size, size);
  for (Index i = 0; i < cross.size(); ++i) cross.data()[i] = random.normal(static_cast<std::uint64_t>(9999 + i));
  return {factor * factor.transpose() / static_cast<double>(size), (cross + cross.transpose()) / 2};
}

Matrix<Rational> exactly(const Eigen::MatrixXd& matrix) {
  Matrix<Rational> result(matrix.rows(), matrix.cols());
  for (Index i = 0; i < matrix.size(); ++i) result.data()[i] = Rational(matrix.data()[i]);
  return result;
}

/// 2^-k (A^2 + I) and 2^-k A for a symmetric A of small whole numbers: they commute, exactly.
EstimatedMoments commuting(Index size) {
  const IndexedRandom random(5, static_cast<std::uint64_t>(size));
  Eigen::MatrixXd a(size, size);
  for (Index i = 0; i < a.size(); ++i) {
    a.data()[i] = static_cast<double>(random.bits(static_cast<std::uint64_t>(i)) % 9) - 4;
  }
  a = Eigen::MatrixXd(a.selfadjointView<Eigen::Lower>());
  return {(a * a + Eigen::MatrixXd::Identity(size, size)) / 64, a / 64};
}

TEST(DataFeatures, AreThoseOfTheEnclosures) {
  for (const Index size : {1, 2, 5}) {
    const EstimatedMoments estimated = commuting(size);
    const std::vector<DataFeature> features = approximate_features(estimated);
    const MomentFeatures enclosed =
        features_of(Moments<Rational>{exactly(estimated.sxx), exactly(estimated.syx), std::nullopt}, Digits(20));
    ASSERT_EQ(features.size(), enclosed.features.size());
    // The symmetric eigenproblem is backward stable [Golub and Van Loan, section 8.3]: eigenvalues are off by a small
    // multiple of d u |syx|, directions by that over their distance to the others.
    const double unit = 10 * static_cast<double>(size) * 0x1p-53;
    double gap = 1;
    for (std::size_t i = 1; i < features.size(); ++i) {
      gap = std::min(gap, features[i - 1].lambda - features[i].lambda);
    }
    for (std::size_t i = 0; i < features.size(); ++i) {
      EXPECT_NEAR(features[i].lambda, enclosed.features[i].lambda.midpoint().to_double(), unit * estimated.syx.norm());
      EXPECT_NEAR(features[i].variance, enclosed.features[i].variance.midpoint().to_double(),
                  unit * estimated.sxx.norm() * (1 + estimated.syx.norm() / gap));
      EXPECT_EQ(features[i].rho, features[i].lambda / features[i].variance);
      EXPECT_NEAR(features[i].direction.norm(), 1, unit);
    }
  }
}

/// |diag(V' C V)|^2 / |C|^2 + |diag(V' S V)|^2 / |S|^2
double diagonality(const EstimatedMoments& estimated, const Eigen::MatrixXd& v) {
  const Eigen::MatrixXd cross = (estimated.syx + estimated.syx.transpose()) / 2;
  return (v.transpose() * cross * v).diagonal().squaredNorm() / cross.squaredNorm() +
         (v.transpose() * estimated.sxx * v).diagonal().squaredNorm() / estimated.sxx.squaredNorm();
}

TEST(DataFeatures, OfMomentsThatDoNotCommuteAreTheMostDiagonalOrthonormalBasis) {
  EstimatedMoments estimated = moments(6, 3);
  estimated.syx(0, 1) += 0.5;
  Eigen::MatrixXd v(6, 6);
  const std::vector<DataFeature> features = approximate_features(estimated);
  for (std::size_t i = 0; i < features.size(); ++i) v.col(static_cast<Index>(i)) = features[i].direction;
  EXPECT_LE((v.transpose() * v - Eigen::MatrixXd::Identity(6, 6)).norm(), 1000 * 0x1p-53);  // some hundred rotations
  const double best = diagonality(estimated, v);
  for (Index i = 0; i < 6; ++i) {
    for (Index j = i + 1; j < 6; ++j) {
      for (const double turn : {-0.5, -0.01, 0.01, 0.5}) {
        Eigen::MatrixXd turned = v;
        turned.applyOnTheRight(i, j, Eigen::JacobiRotation<double>(std::cos(turn), std::sin(turn)));
        EXPECT_LT(diagonality(estimated, turned), best) << i << ", " << j << ", " << turn;
      }
    }
  }
}

TEST(DataFeatures, AreSortedByFallingLambdaWithTheLargestEntryPositive) {
  const std::vector<DataFeature> features = approximate_features(moments(6, 4));
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (i > 0) {
      EXPECT_GE(features[i - 1].lambda, features[i].lambda);
    }
    Index largest = 0;
    features[i].direction.cwiseAbs().maxCoeff(&largest);
    EXPECT_GT(features[i].direction(largest), 0);
  }
}

TEST(DataFeatures, MixingIsZeroWhereMomentsCommuteAndAtMostOne) {
  const EstimatedMoments diagonal{Eigen::Vector2d(1, 2).asDiagonal(), Eigen::Vector2d(0.5, 0.25).asDiagonal()};
  EXPECT_EQ(mixing_of(diagonal).commutator, 0);
  EXPECT_EQ(mixing_of(diagonal).asymmetry, 0);
  Eigen::Matrix2d turn;
  turn << 0, 1, -1, 0;
  EXPECT_EQ(mixing_of({Eigen::Matrix2d::Identity(), turn}).asymmetry, 1);
  EXPECT_LE(mixing_of(moments(4, 2)).commutator, 1);
  EXPECT_EQ(mixing_of({Eigen::Matrix2d::Identity(), Eigen::Matrix2d::Zero()}).asymmetry, 0);
}

TEST(DataFeatures, ApproximateTimesAreNearTheGuaranteedOnes) {
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    for (const long layers : {1L, 2L, 5L}) {
      const DataFeature feature{0.75, 1.25, 0.6, Eigen::VectorXd::Ones(1)};
      const CriticalTime exact =
          critical_time({objective, Depth(layers), Feature::with_variance(Rational(3, 4), Rational(5, 4)),
                         Initialisation::of_encoder(Rational(1, 1000))},
                        Threshold::fraction(Rational(1, 2)), TimeConvention::flow, Digits(17));
      const double value = exact.time->enclosure.midpoint().to_double();
      const double found =
          std::exp(approximate_log_time(objective, Depth(layers), std::log(1e-3), std::log(0.5), feature));
      // 2 L terms of one sign dominate; each is right to a few roundings, and powers to 2 L of them.
      // So is the logarithm of the start, which the time has to the power 2 L - 1: |ln| < 7 of it.
      EXPECT_NEAR(found / value, 1, static_cast<double>(60 * layers) * 0x1p-53) << layers;
    }
  }
  EXPECT_EQ(approximate_log_time(Objective::jepa, Depth(2), std::log(0.9), std::log(0.5),
                                 {1, 1, 1, Eigen::VectorXd::Ones(1)}),
            -INFINITY);
  EXPECT_EQ(approximate_log_time(Objective::mae, Depth(2), std::log(1e-3), std::log(0.5),
                                 {-1, 1, -1, Eigen::VectorXd::Ones(1)}),
            INFINITY);
}

TEST(DataFeatures, ApproximateTimesBeyondDoubleAreStillOrdered) {
  // JEPA at depth 6 takes about epsilon^(-11/6): 1e550 from 1e-300, and 1e5500 from 1e-3000, which is no double either.
  const Rational fraction = 1 - power(Rational(10), -30);
  for (const long exponent : {-300L, -3000L}) {
    const Rational epsilon = power(Rational(10), exponent);
    for (const Objective objective : {Objective::jepa, Objective::mae}) {
      double last = -INFINITY;
      for (const double lambda : {0.75, 0.5}) {
        const DataFeature feature{lambda, 1.25, lambda / 1.25, Eigen::VectorXd::Ones(1)};
        const CriticalTime exact = critical_time(
            {objective, Depth(6), Feature::with_variance(exact_rational(lambda, "lambda"), Rational(5, 4)),
             Initialisation::of_encoder(epsilon)},
            Threshold::fraction(fraction), TimeConvention::flow, Digits(17));
        const double value = log(exact.time->enclosure.midpoint()).to_double();
        const double found =
            approximate_log_time(objective, Depth(6), approximate_log(epsilon), approximate_log(fraction), feature);
        // A few roundings of a logarithm of the size of `value`.
        EXPECT_NEAR(found, value, 16 * 0x1p-53 * std::abs(value)) << exponent << ' ' << lambda;
        EXPECT_GT(found, last);
        last = found;
      }
    }
  }
}

TEST(DataFeatures, LogarithmsHaveTheirDigitsBeyondDoubleAndNearOne) {
  EXPECT_NEAR(approximate_log(power(Rational(10), -5000)), -5000 * std::numbers::ln10, 1e-11);
  EXPECT_NEAR(approximate_log(1 - power(Rational(10), -30)) * 1e30, -1, 1e-15);
  EXPECT_EQ(approximate_log(1), 0);
}

}  // namespace
}  // namespace jepa_oracle
