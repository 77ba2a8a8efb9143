#include "diagnosis/noise/batch_noise.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <random>

#include "coupled_problem.h"

namespace jepa_oracle {
namespace {

/// Coupled features, with x and y in other units.
DiagnosedProblem scaled_problem(double x, double y) {
  DiagnosedProblem problem = coupled_problem();
  problem.moments->sxx *= x * x;
  problem.moments->syx *= x * y;
  for (DiagnosedFeature& feature : problem.features) {
    feature.variance *= x * x;
    feature.lambda *= x * y;
  }
  return problem;
}

/// Means of (off the quiet run)^2 / (variance that was measured) at every 20th row, over runs with batches of 128 pairs
/// of normal variables with the moments of the problem, drawn pair by pair: the least and the largest.
std::pair<double, double> noise_of_pairs(const DiagnosedProblem& problem, const Eigen::MatrixXd& syy,
                                         const Hypothesis& curve, double finer = 1) {
  // With momentum rows are as far apart in steps as the velocity lasts, and as near in flow time as without.
  const double slower = 1 / (1 - curve.momentum);
  const RecordedRun run = empty_run(100, std::max(1L, std::lround(finer * 4 * slower)));
  const double rate = 0.05 / slower / slower / finer;
  const CoupledPrediction coupled(run, problem, rate);
  const Amplitudes quiet = coupled(curve);
  Eigen::MatrixXd joint(6, 6);
  joint << problem.moments->sxx, problem.moments->syx.transpose(), problem.moments->syx, syy;
  const Eigen::LLT<Eigen::MatrixXd> factor(joint);
  EXPECT_EQ(factor.info(), Eigen::Success);
  std::mt19937 generator(4);
  std::normal_distribution<double> normal;
  constexpr int kBatch = 128;
  const StepMoments batch = [&](Eigen::MatrixXd& sxx, Eigen::MatrixXd& syx, Eigen::MatrixXd& of_targets) {
    const Eigen::MatrixXd pairs =
        factor.matrixL() * Eigen::MatrixXd::NullaryExpr(6, kBatch, [&] { return normal(generator); });
    const Eigen::MatrixXd moments = pairs * pairs.transpose() / kBatch;
    sxx = moments.topLeftCorner(3, 3);
    syx = moments.bottomLeftCorner(3, 3);
    of_targets = moments.bottomRightCorner(3, 3);
  };
  constexpr int kRuns = 8;
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(5);
  for (int r = 0; r < kRuns; ++r) {
    Amplitudes off = coupled.by_series(
        descend(matrix_training_of(problem, curve), curve.layer_start, rate, coupled.counts(), curve.momentum, batch));
    for (std::size_t s = 0; s < off.size(); ++s) {
      for (std::size_t i = 0; i < off[s].size(); ++i) off[s][i] -= quiet[s][i];
    }
    const Amplitudes variance = variance_of_batches(run, off, curve, coupled).variance;
    if (variance.size() != 3) return {NAN, NAN};
    for (std::size_t s = 0; s < 3; ++s) {
      for (std::size_t k = 1; k <= 5; ++k) {
        const std::size_t row = 20 * k;
        sum(static_cast<Index>(k - 1)) += off[s][row] * off[s][row] / variance[s][row] / (3 * kRuns);
      }
    }
  }
  return {sum.minCoeff(), sum.maxCoeff()};
}

TEST(BatchNoise, MeasuresTheNoiseOfBatches) {
  DiagnosedProblem problem = scaled_problem(1, 0.7);  // with E y y' = E x x' these are moments of pairs
  // Mean of 24 squares of unit variance, 8 of them independent at least: below 3.3 in 999 of 1000 cases; the variance
  // is known to a quarter, and is not taken smaller for a quieter feature.
  const auto expect_its_size = [](const std::pair<double, double>& noise) {
    EXPECT_GT(noise.first, 0.25);
    EXPECT_LT(noise.second, 3.3);
  };
  expect_its_size(noise_of_pairs(problem, problem.moments->sxx, hypothesis_of(TrainingRule::jepa, 2)));
  Hypothesis with_momentum = hypothesis_of(TrainingRule::mae, 1);
  with_momentum.layer_start = 0.01;
  with_momentum.momentum = 0.8;
  expect_its_size(noise_of_pairs(problem, problem.moments->sxx, with_momentum));
  // Steps of 1.25, five times those of the run, would not be stable.
  expect_its_size(noise_of_pairs(problem, problem.moments->sxx, with_momentum, 0.008));
  // An amplitude of 3^2 returns at a rate of 20, forty times |Sxx|: by that alone 16 steps would be joined to one of
  // 0.2.
  const DiagnosedProblem large = scaled_problem(0.5, 1.7);
  const Eigen::MatrixXd of_large = large.moments->syx * large.moments->sxx.inverse() * large.moments->syx.transpose() +
                                   Eigen::MatrixXd::Identity(3, 3);
  expect_its_size(noise_of_pairs(large, of_large, hypothesis_of(TrainingRule::jepa, 2), 4));
  // Nearly y = C x: the noise dies with the residual, and hardly anything of it is left in the last row.
  const FeatureMoments& moments = *problem.moments;
  const Eigen::MatrixXd syy =
      moments.syx * moments.sxx.inverse() * moments.syx.transpose() + 1e-3 * Eigen::MatrixXd::Identity(3, 3);
  problem.moments->syy = syy;
  for (std::size_t i = 0; i < 3; ++i) {
    problem.features[i].target_variance = syy(static_cast<Index>(i), static_cast<Index>(i));
  }
  for (const TrainingRule rule : {TrainingRule::jepa, TrainingRule::mae, TrainingRule::differentiated_target}) {
    SCOPED_TRACE(name_of(rule));
    expect_its_size(noise_of_pairs(problem, syy, hypothesis_of(rule, 2)));
  }
}

TEST(BatchNoise, NoNoiseIsMeasuredWhereThereIsNone) {
  const DiagnosedProblem problem = coupled_problem();
  const RecordedRun run = empty_run(100, 4);
  const CoupledPrediction coupled(run, problem, 0.05);
  const Amplitudes none(3, std::vector<double>(101, 0.0));
  EXPECT_TRUE(variance_of_batches(run, none, hypothesis_of(TrainingRule::mae, 2), coupled).variance.empty());
}

TEST(BatchNoise, SmallNoiseIsMeasuredUnlessItMayBeThatOfSinglePrecision) {
  const DiagnosedProblem problem = coupled_problem();
  RecordedRun run = empty_run(100, 4);
  std::mt19937 generator(5);
  std::normal_distribution<double> normal;
  Amplitudes walks(3, std::vector<double>(101, 0.0));
  for (std::vector<double>& walk : walks) {
    for (std::size_t i = 1; i < walk.size(); ++i) walk[i] = walk[i - 1] + 1e-8 * normal(generator);
  }
  const auto measured = [&](double value) {
    for (RecordedSeries& series : run.series) {
      for (RecordedPoint& point : series.points) point.value = value;
    }
    const CoupledPrediction coupled(run, problem, 0.05);
    return !variance_of_batches(run, walks, hypothesis_of(TrainingRule::mae, 2), coupled).variance.empty();
  };
  EXPECT_TRUE(measured(0.1234567890123));  // no number of single precision
  EXPECT_FALSE(measured(0.1));             // the shortest decimal of one
  EXPECT_FALSE(measured(0.125));
}

}  // namespace
}  // namespace jepa_oracle
