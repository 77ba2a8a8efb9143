#include <gtest/gtest.h>

#include <Eigen/LU>
#include <Eigen/QR>
#include <cmath>
#include <random>

#include "batch_noise.h"
#include "jepa_oracle/gradient_descent.h"
#include "matrix_training.h"
#include "mixed_prediction.h"
#include "scalar_training.h"

namespace jepa_oracle {
namespace {

const Eigen::Vector3d kLambda(0.9, 0.6, -0.4);
const Eigen::Vector3d kVariance(1.0, 1.1, 0.8);
constexpr double kStart = 0.3;

Eigen::MatrixXd random_matrix(unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(3, 3, [&] { return normal(generator); });
}

/// Moments whose features mix: two matrices with no axes in common.
DiagnosedProblem mixing_problem() {
  DiagnosedProblem problem{2, kStart * kStart, false, TimeConvention::flow, {Objective::jepa, Objective::mae}, {}};
  const Eigen::MatrixXd noise = 0.1 * random_matrix(1);
  FeatureMoments moments{kVariance.asDiagonal(), kLambda.asDiagonal()};
  moments.sxx += noise + noise.transpose();
  moments.syx += 0.1 * random_matrix(2);
  for (Index i = 0; i < 3; ++i) {
    problem.features.push_back({std::string(1, static_cast<char>('a' + i)), moments.syx(i, i), moments.sxx(i, i), {}});
  }
  problem.moments = moments;
  return problem;
}

Hypothesis hypothesis_of(TrainingRule rule, long depth) {
  Hypothesis hypothesis;
  hypothesis.rule = rule;
  hypothesis.depth = depth;
  hypothesis.layer_start = kStart;
  return hypothesis;
}

TEST(DiagnosisMixing, DescendsAsTheReferenceDoes) {
  const DiagnosedProblem problem = mixing_problem();
  for (const long depth : {1L, 2L, 4L}) {
    for (const auto& [rule, target] : {std::pair{TrainingRule::jepa, TargetRule::of(Objective::jepa)},
                                       {TrainingRule::mae, TargetRule::of(Objective::mae)},
                                       {TrainingRule::frozen_target, TargetRule::frozen_encoder()}}) {
      Hypothesis hypothesis = hypothesis_of(rule, depth);
      hypothesis.weight_decay = 0.0625;
      const Eigen::MatrixXd layer = kStart * Eigen::MatrixXd::Identity(3, 3);
      const Network<double> network{std::vector<Matrix<double>>(static_cast<std::size_t>(depth), layer), layer};
      GradientDescent<double> reference(initial_state(network, target), {problem.moments->sxx, problem.moments->syx},
                                        {target, Rational(1, 16), Rational(1, 16)});
      const auto found = descend(matrix_training_of(problem, hypothesis), kStart, 1.0 / 16, {0, 300});
      for (int step = 0; step < 300; ++step) reference.step();
      const Network<double>& end = reference.state().network;
      // Products in another order: 300 steps, each off by a few units of amplitudes below 1.
      const double allowed = 300 * 16 * 0x1p-52;
      EXPECT_LT((found[1].encoder - encoder(end).diagonal()).norm(), allowed) << name_of(rule) << " depth " << depth;
      EXPECT_LT((found[1].top - end.top.diagonal()).norm(), allowed) << name_of(rule) << " depth " << depth;
      EXPECT_GT((found[1].encoder - found[0].encoder).norm(), 0.01);
    }
  }
}

TEST(DiagnosisMixing, IsTheScalarTheoryInAnotherBasis) {
  // Where moments have axes Q in common, an amplitude along e_i is the sum of Q_ik^2 times those of the features.
  const Eigen::MatrixXd basis = Eigen::HouseholderQR<Eigen::MatrixXd>(random_matrix(3)).householderQ();
  const Eigen::Vector3d target(1.5, 1.2, 1.3);
  const auto turned = [&](const Eigen::VectorXd& diagonal) -> Eigen::MatrixXd {
    return basis * diagonal.asDiagonal() * basis.transpose();
  };
  for (const TrainingRule rule : kTrainingRules) {
    if (stands_still(rule)) continue;
    for (const double momentum : {0.0, 0.5}) {
      const long depth = 2;
      const MatrixTraining training{rule, depth, turned(kVariance), turned(kLambda), turned(target), 1.5, 0.2, 0.01};
      const auto found = descend(training, kStart, 0.05, {200}, momentum);
      Eigen::VectorXd encoders(3);
      Eigen::VectorXd tops(3);
      for (Index k = 0; k < 3; ++k) {
        const ScalarTraining scalar{rule, depth, kLambda(k), kVariance(k), target(k), 1.5, 0.2, 0.01};
        const auto end = descend(scalar, kStart, 0.05, {200}, momentum).front();
        encoders(k) = end.encoder;
        tops(k) = end.top;
      }
      const Eigen::MatrixXd squares = basis.cwiseProduct(basis);
      const double allowed = 200 * 32 * 0x1p-52;
      EXPECT_LT((found.front().encoder - squares * encoders).norm(), allowed) << name_of(rule) << " " << momentum;
      EXPECT_LT((found.front().top - squares * tops).norm(), allowed) << name_of(rule) << " " << momentum;
    }
  }
}

TEST(DiagnosisMixing, SmallStepsOfDescentComeToTheFlow) {
  const DiagnosedProblem problem = mixing_problem();
  for (const TrainingRule rule : {TrainingRule::jepa, TrainingRule::mae, TrainingRule::averaged_weights}) {
    Hypothesis hypothesis = hypothesis_of(rule, 2);
    hypothesis.average_rate = 0.3;
    const MatrixTraining training = matrix_training_of(problem, hypothesis);
    const Eigen::VectorXd end = flow(training, kStart, {3, 10})[1].encoder;
    const auto off = [&](long steps) {
      return (descend(training, kStart, 10.0 / static_cast<double>(steps), {steps}).front().encoder - end).norm();
    };
    // Of first order in the step: halving it halves the error, up to a term of second order.
    EXPECT_NEAR(off(4000) / off(8000), 2, 0.02) << name_of(rule);
  }
}

TEST(DiagnosisMixing, SinglePrecisionIsNearAndNotTheSame) {
  const MatrixTraining training = matrix_training_of(mixing_problem(), hypothesis_of(TrainingRule::jepa, 2));
  const auto exact = descend(training, kStart, 0.05, {400}).front();
  const auto single = descend_in_single_precision(training, kStart, 0.05, {400}).front();
  const double off = (exact.encoder - single.encoder).norm();
  EXPECT_GT(off, 0);
  // 400 steps, each rounded by a few units of single precision.
  EXPECT_LT(off, 400 * 8 * 0x1p-24);
}

RecordedRun empty_run(long rows, long every) {
  RecordedRun run;
  run.in_steps = true;
  for (std::size_t s = 0; s < 3; ++s) {
    run.series.push_back({s, RecordedSeries::Layer::encoder, {}});
    for (long i = 0; i <= rows; ++i) run.series[s].points.push_back({static_cast<double>(i * every), 1, 1e-12});
  }
  return run;
}

/// Mean of (off the quiet run)^2 / (variance that was measured) at the last row, over runs with batches of 256 pairs of
/// normal variables with the moments of the problem, drawn pair by pair.
double noise_of_pairs(const DiagnosedProblem& problem, const Eigen::MatrixXd& syy, TrainingRule rule) {
  const RecordedRun run = empty_run(100, 4);
  const MixedPrediction mixed(run, problem, 0.05);
  const Hypothesis curve = hypothesis_of(rule, 2);
  const Amplitudes quiet = mixed(curve);
  Eigen::MatrixXd joint(6, 6);
  joint << problem.moments->sxx, problem.moments->syx.transpose(), problem.moments->syx, syy;
  const Eigen::LLT<Eigen::MatrixXd> factor(joint);
  EXPECT_EQ(factor.info(), Eigen::Success);
  std::mt19937 generator(4);
  std::normal_distribution<double> normal;
  constexpr int kBatch = 256;
  const StepMoments batch = [&](Eigen::MatrixXd& sxx, Eigen::MatrixXd& syx, Eigen::MatrixXd& of_targets) {
    const Eigen::MatrixXd pairs =
        factor.matrixL() * Eigen::MatrixXd::NullaryExpr(6, kBatch, [&] { return normal(generator); });
    const Eigen::MatrixXd moments = pairs * pairs.transpose() / kBatch;
    sxx = moments.topLeftCorner(3, 3);
    syx = moments.bottomLeftCorner(3, 3);
    of_targets = moments.bottomRightCorner(3, 3);
  };
  constexpr int kRuns = 12;
  double sum = 0;
  for (int r = 0; r < kRuns; ++r) {
    Amplitudes off =
        mixed.by_series(descend(matrix_training_of(problem, curve), kStart, 0.05, mixed.counts(), 0, batch));
    for (std::size_t s = 0; s < off.size(); ++s) {
      for (std::size_t i = 0; i < off[s].size(); ++i) off[s][i] -= quiet[s][i];
    }
    const Amplitudes variance = variance_of_batches(run, off, curve, mixed);
    if (variance.size() != 3) return NAN;
    double squares = 0;
    for (std::size_t s = 0; s < 3; ++s) squares += off[s].back() * off[s].back() / variance[s].back();
    sum += squares / 3;
  }
  return sum / kRuns;
}

TEST(DiagnosisMixing, MeasuresTheNoiseOfBatches) {
  DiagnosedProblem problem = mixing_problem();
  problem.moments->syx *= 0.7;  // with y as large as x these are moments of pairs
  for (DiagnosedFeature& feature : problem.features) feature.lambda *= 0.7;
  // Mean of 36 squares of unit variance, 12 of them independent at least; the variance is known to a quarter, and is
  // not taken smaller for a quieter feature.
  const double as_large = noise_of_pairs(problem, problem.moments->sxx, TrainingRule::jepa);
  EXPECT_GT(as_large, 0.25);
  EXPECT_LT(as_large, 2.5);
  // Nearly y = C x: the noise dies with the residual, and hardly anything of it is left in the last row.
  const FeatureMoments& moments = *problem.moments;
  const Eigen::MatrixXd syy =
      moments.syx * moments.sxx.inverse() * moments.syx.transpose() + 1e-3 * Eigen::MatrixXd::Identity(3, 3);
  problem.moments->syy = syy;
  for (std::size_t i = 0; i < 3; ++i) {
    problem.features[i].target_variance = syy(static_cast<Index>(i), static_cast<Index>(i));
  }
  for (const TrainingRule rule : {TrainingRule::jepa, TrainingRule::mae, TrainingRule::differentiated_target}) {
    const double of_residuals = noise_of_pairs(problem, syy, rule);
    EXPECT_GT(of_residuals, 0.25) << name_of(rule);
    EXPECT_LT(of_residuals, 2.5) << name_of(rule);
  }
}

TEST(DiagnosisMixing, NoNoiseIsMeasuredWhereThereIsNone) {
  const DiagnosedProblem problem = mixing_problem();
  const RecordedRun run = empty_run(100, 4);
  const MixedPrediction mixed(run, problem, 0.05);
  const Amplitudes none(3, std::vector<double>(101, 0.0));
  EXPECT_TRUE(variance_of_batches(run, none, hypothesis_of(TrainingRule::mae, 2), mixed).empty());
}

TEST(DiagnosisMixing, ShiftsCarryMixingToAStretchNearby) {
  const DiagnosedProblem problem = mixing_problem();
  const RecordedRun run = empty_run(200, 2);
  const MixedPrediction mixed(run, problem, 0.05);
  const RunPrediction scalar(run, problem, 0.05);
  const Hypothesis here = hypothesis_of(TrainingRule::mae, 2);
  Hypothesis there = here;
  there.stretch = 1.05;
  Amplitudes carried = scalar(there);
  double before = 0;
  double after = 0;
  const MixingShift shift(here, run, mixed.unit(), mixed(here), scalar(here));
  Amplitudes shifted = carried;
  shift.add_to(shifted, there, run);
  for (std::size_t s = 0; s < 3; ++s) {
    for (std::size_t i = 0; i < carried[s].size(); ++i) {
      before = std::max(before, std::fabs(carried[s][i] - mixed(there)[s][i]));
      after = std::max(after, std::fabs(shifted[s][i] - mixed(there)[s][i]));
    }
  }
  EXPECT_GT(before, 1e-3);
  // A stretch is the same flow: what is left is of first order in the step, and the last rows, beyond what is known.
  EXPECT_LT(after, 0.1 * before);
}

}  // namespace
}  // namespace jepa_oracle
