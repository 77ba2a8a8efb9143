#include <gtest/gtest.h>

#include <Eigen/LU>
#include <Eigen/QR>
#include <cmath>

#include "coupled_problem.h"
#include "diagnosis/prediction/coupled_prediction.h"
#include "diagnosis/prediction/matrix_training.h"
#include "diagnosis/prediction/scalar_training.h"
#include "jepa_oracle/gradient_descent.h"

namespace jepa_oracle {
namespace {

TEST(DiagnosisCoupling, DescendsAsTheReferenceDoes) {
  const DiagnosedProblem problem = coupled_problem();
  for (const auto& [depth, top_depth] : {std::pair{1L, 1L}, {2L, 1L}, {4L, 1L}, {1L, 3L}, {2L, 2L}}) {
    for (const auto& [rule, target] : {std::pair{TrainingRule::jepa, TargetRule::of(Objective::jepa)},
                                       {TrainingRule::mae, TargetRule::of(Objective::mae)},
                                       {TrainingRule::frozen_target, TargetRule::frozen_encoder()}}) {
      Hypothesis hypothesis = hypothesis_of(rule, depth);
      hypothesis.top_depth = top_depth;
      hypothesis.weight_decay = 0.0625;
      const Eigen::MatrixXd layer = kStart * Eigen::MatrixXd::Identity(3, 3);
      const Network<double> network{std::vector<Matrix<double>>(static_cast<std::size_t>(depth), layer),
                                    std::vector<Matrix<double>>(static_cast<std::size_t>(top_depth), layer)};
      GradientDescent<double> reference(initial_state(network, target), {problem.moments->sxx, problem.moments->syx},
                                        {target, Rational(1, 16), Rational(1, 16)});
      const auto found = descend(matrix_training_of(problem, hypothesis), kStart, 1.0 / 16, {0, 300});
      for (int step = 0; step < 300; ++step) reference.step();
      const Network<double>& end = reference.state().network;
      // Products in another order: 300 steps, each off by a few units of amplitudes below 1.
      const double allowed = 300 * 16 * 0x1p-52;
      EXPECT_LT((found[1].encoder - encoder(end).diagonal()).norm(), allowed) << name_of(rule) << " depth " << depth;
      Matrix<double> top = end.top_layers.front();
      for (std::size_t b = 1; b < end.top_layers.size(); ++b) top = Matrix<double>(end.top_layers[b] * top);
      EXPECT_LT((found[1].top - top.diagonal()).norm(), allowed) << name_of(rule) << " depth " << depth;
      EXPECT_GT((found[1].encoder - found[0].encoder).norm(), 0.01);
    }
  }
}

TEST(DiagnosisCoupling, IsTheScalarTheoryInAnotherBasis) {
  // Where moments have axes Q in common, an amplitude along e_i is the sum of Q_ik^2 times those of the features.
  const Eigen::MatrixXd basis = Eigen::HouseholderQR<Eigen::MatrixXd>(random_matrix(3)).householderQ();
  const Eigen::Vector3d target(1.5, 1.2, 1.3);
  const auto turned = [&](const Eigen::VectorXd& diagonal) -> Eigen::MatrixXd {
    return basis * diagonal.asDiagonal() * basis.transpose();
  };
  for (const TrainingVariant& variant : kTrainingVariants) {
    const TrainingRule rule = variant.rule;
    if (stands_still(rule)) continue;
    for (const auto& [momentum, top_depth] : {std::pair{0.0, 1L}, {0.5, 1L}, {0.0, 2L}, {0.5, 3L}}) {
      const long depth = 2;
      const MatrixTraining training{rule, depth, turned(kVariance), turned(kLambda), turned(target), 1.5,
                                    0.2,  0.01,  top_depth};
      const auto found = descend(training, kStart, 0.05, {200}, momentum);
      Eigen::VectorXd encoders(3);
      Eigen::VectorXd tops(3);
      for (Index k = 0; k < 3; ++k) {
        const ScalarTraining scalar{rule, depth, kLambda(k), kVariance(k), target(k), 1.5, 0.2, 0.01, top_depth};
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

TEST(DiagnosisCoupling, SmallStepsOfDescentComeToTheFlow) {
  const DiagnosedProblem problem = coupled_problem();
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

TEST(DiagnosisCoupling, SinglePrecisionIsNearAndNotTheSame) {
  const MatrixTraining training = matrix_training_of(coupled_problem(), hypothesis_of(TrainingRule::jepa, 2));
  const auto exact = descend(training, kStart, 0.05, {400}).front();
  const auto single = descend_in_single_precision(training, kStart, 0.05, {400}).front();
  const double off = (exact.encoder - single.encoder).norm();
  EXPECT_GT(off, 0);
  // 400 steps, each rounded by a few units of single precision.
  EXPECT_LT(off, 400 * 8 * 0x1p-24);
}

TEST(DiagnosisCoupling, TheBestTopLayerMixes) {
  // V E Sxx = A Syx at a multiple of 1: V = C = Syx Sxx^-1 for A = E, and C / u for A = 1.
  const DiagnosedProblem problem = coupled_problem();
  RecordedRun run = empty_run(2, 1);
  for (RecordedSeries& series : run.series) series.layer = RecordedSeries::Layer::top;
  const Eigen::VectorXd best = (problem.moments->syx * problem.moments->sxx.inverse()).diagonal();
  const CoupledPrediction coupled(run, problem, 0.05);
  const Amplitudes predictor = coupled(hypothesis_of(TrainingRule::optimal_predictor, 2));
  const Amplitudes decoder = coupled(hypothesis_of(TrainingRule::optimal_decoder, 2));
  for (std::size_t s = 0; s < 3; ++s) {
    const double expected = best(static_cast<Index>(s));
    // A solution with a matrix of condition 2, twice.
    EXPECT_NEAR(predictor[s][1], expected, 32 * 0x1p-52);
    EXPECT_NEAR(decoder[s][1], expected / (kStart * kStart), 32 * 0x1p-52 / (kStart * kStart));
    EXPECT_GT(std::fabs(expected - problem.features[s].lambda / problem.features[s].variance), 1e-3);
  }
}

TEST(DiagnosisCoupling, ShiftsCarryCouplingToATimeScaleNearby) {
  const DiagnosedProblem problem = coupled_problem();
  const RecordedRun run = empty_run(200, 2);
  const CoupledPrediction coupled(run, problem, 0.05);
  const RunPrediction scalar(run, problem, 0.05);
  const Hypothesis here = hypothesis_of(TrainingRule::mae, 2);
  Hypothesis there = here;
  there.time_scale = 1.05;
  Amplitudes carried = scalar(there);
  double before = 0;
  double after = 0;
  const CouplingShift shift(here, run, coupled.unit(), coupled(here), scalar(here));
  Amplitudes shifted = carried;
  shift.add_to(shifted, there, run);
  for (std::size_t s = 0; s < 3; ++s) {
    for (std::size_t i = 0; i < carried[s].size(); ++i) {
      before = std::max(before, std::fabs(carried[s][i] - coupled(there)[s][i]));
      after = std::max(after, std::fabs(shifted[s][i] - coupled(there)[s][i]));
    }
  }
  EXPECT_GT(before, 1e-3);
  // A time scale is the same flow: what is left is of first order in the step, and the last rows, beyond what is known.
  EXPECT_LT(after, 0.1 * before);
}

}  // namespace
}  // namespace jepa_oracle
