#include "diagnosis/noise/batch_moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace jepa_oracle {
namespace {

constexpr int kBatch = 16;
constexpr int kDraws = 20'000;
const Eigen::Array2d kVariance(1.0, 0.5);
const Eigen::Array2d kRho(0.8, -0.5);
const Eigen::Array2d kError(0.3, 0.6);

DiagnosedProblem problem_of(bool with_targets) {
  DiagnosedProblem problem{1, 0.1, false, TimeConvention::flow, {Objective::jepa}, {}};
  for (Index i = 0; i < 2; ++i) {
    const double target = kRho(i) * kRho(i) * kVariance(i) + kError(i);
    problem.features.push_back({std::string(1, static_cast<char>('a' + i)), kRho(i) * kVariance(i), kVariance(i),
                                with_targets ? std::optional(target) : std::nullopt});
  }
  return problem;
}

/// Mean of the products of all entries of sxx, syx, syy, over draws of the three.
template <class Draw>
Eigen::MatrixXd products_of(Draw draw) {
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(12, 12);
  for (int n = 0; n < kDraws; ++n) {
    Eigen::MatrixXd moments[3];
    for (Eigen::MatrixXd& matrix : moments) matrix = Eigen::MatrixXd::Zero(2, 2);
    draw(moments[0], moments[1], moments[2]);
    Eigen::VectorXd entries(12);
    for (Index k = 0; k < 3; ++k) entries.segment(4 * k, 4) = moments[k].reshaped();
    sum += entries * entries.transpose();
  }
  return sum / kDraws;
}

TEST(BatchMoments, DifferAsThoseOfBatchesOfNormalPairs) {
  BatchMoments batches(problem_of(true), {1.0 / kBatch, 1.0 / kBatch}, 1, true);
  const Eigen::MatrixXd found = products_of(std::ref(batches));
  std::mt19937 generator(2);
  std::normal_distribution<double> normal;
  const Eigen::MatrixXd expected = products_of([&](Eigen::MatrixXd& sxx, Eigen::MatrixXd& syx, Eigen::MatrixXd& syy) {
    const auto numbers = [&]() -> Eigen::ArrayXXd {
      return Eigen::ArrayXXd::NullaryExpr(2, kBatch, [&] { return normal(generator); });
    };
    const Eigen::ArrayXXd x = numbers().colwise() * kVariance.sqrt();
    const Eigen::ArrayXXd error = numbers().colwise() * kError.sqrt();
    const Eigen::ArrayXXd y = x.colwise() * kRho + error;
    const auto mean = [](const auto& a, const auto& b) {
      return (a.matrix() * b.matrix().transpose() / kBatch).eval();
    };
    const Eigen::Array2d target = kRho.square() * kVariance + kError;
    sxx = mean(x, x) - Eigen::MatrixXd(kVariance.matrix().asDiagonal());
    syx = mean(y, x) - Eigen::MatrixXd((kRho * kVariance).matrix().asDiagonal());
    syy = mean(y, y) - Eigen::MatrixXd(target.matrix().asDiagonal());
  });
  for (Index i = 0; i < 12; ++i) {
    for (Index j = 0; j < 12; ++j) {
      // A mean of n products a b has at most the variance 3 (E a^2)(E b^2) / n for normal a, b: 6 standard errors, and
      // half as much again for means of 16 products, which are no normal numbers.
      const double size = std::sqrt(expected(i, i) * expected(j, j));
      EXPECT_NEAR(found(i, j), expected(i, j), 9 * std::sqrt(2 * 3.0 / kDraws) * size) << i << ", " << j;
    }
  }
}

TEST(BatchMoments, OfSignsVaryBesideTheDiagonalAsThoseOfNormalPairs) {
  BatchMoments batches(problem_of(true), {0, 1.0 / kBatch}, 1, true);
  const Eigen::MatrixXd found = products_of(std::ref(batches));
  std::mt19937 generator(3);
  std::bernoulli_distribution coin;
  const Eigen::MatrixXd expected = products_of([&](Eigen::MatrixXd& sxx, Eigen::MatrixXd& syx, Eigen::MatrixXd& syy) {
    const auto signs = [&]() -> Eigen::ArrayXXd {
      return Eigen::ArrayXXd::NullaryExpr(2, kBatch, [&] { return coin(generator) ? 1.0 : -1.0; });
    };
    const Eigen::ArrayXXd x = signs().colwise() * kVariance.sqrt();
    const Eigen::ArrayXXd error = signs().colwise() * kError.sqrt();
    const Eigen::ArrayXXd y = x.colwise() * kRho + error;
    const auto mean = [](const auto& a, const auto& b) {
      return (a.matrix() * b.matrix().transpose() / kBatch).eval();
    };
    sxx = mean(x, x) - Eigen::MatrixXd(kVariance.matrix().asDiagonal());
    syx = mean(y, x) - Eigen::MatrixXd((kRho * kVariance).matrix().asDiagonal());
    syy = mean(y, y) - Eigen::MatrixXd((kRho.square() * kVariance + kError).matrix().asDiagonal());
  });
  const std::array diagonal{0, 3, 4, 7, 8, 11};
  const auto is_beside = [&](Index i) { return std::find(diagonal.begin(), diagonal.end(), i) == diagonal.end(); };
  for (const int i : diagonal) EXPECT_EQ(found(i, i), 0);
  for (Index i = 0; i < 12; ++i) {
    for (Index j = 0; j < 12; ++j) {
      if (!is_beside(i) || !is_beside(j)) continue;
      const double size = std::sqrt(expected(i, i) * expected(j, j));  // as above
      EXPECT_NEAR(found(i, j), expected(i, j), 9 * std::sqrt(2 * 3.0 / kDraws) * size) << i << ", " << j;
    }
  }
}

TEST(BatchMoments, YIsTakenToBeAsLargeAsXWhereTheProblemDoesNotSay) {
  const auto variance_of_syx = [](bool with_targets) {
    BatchMoments batches(problem_of(with_targets), {1, 1}, 1, false);
    return products_of(std::ref(batches))(4, 4);
  };
  // Var syx_00 = rho^2 2 s^2 + e s, with e = s - rho^2 s in the one case; uniform numbers have no heavy tails.
  const double error = 6 * std::sqrt(2.0 / kDraws);
  EXPECT_NEAR(variance_of_syx(true) / (2 * 0.64 + 0.3), 1, error);
  EXPECT_NEAR(variance_of_syx(false) / (2 * 0.64 + 0.36), 1, error);
}

}  // namespace
}  // namespace jepa_oracle
