#include <gtest/gtest.h>

#include <cmath>

#include "diagnosis/prediction/scalar_training.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

ScalarTraining training_of(const ScalarProblem& problem) {
  const TrainingRule rule = problem.objective == Objective::jepa ? TrainingRule::jepa : TrainingRule::mae;
  const double variance = static_cast<double>(problem.feature.variance());
  return {rule, problem.depth.layers(),    static_cast<double>(problem.feature.lambda()), variance, variance, 1, 0,
          0,    problem.depth.top_layers()};
}

double start_of(const ScalarProblem& problem) {
  return std::pow(static_cast<double>(problem.initial_amplitude()), 1.0 / static_cast<double>(problem.depth.layers()));
}

TEST(DiagnosisTraining, TrajectoriesAgreeWithTheClosedForms) {
  for (const Objective objective : kBothObjectives) {
    for (const long depth : {1L, 2L, 3L, 8L}) {
      for (const auto& [lambda, rho, epsilon] :
           {std::tuple{"0.9", "0.7", "1e-3"}, {"1", "0.3", "1e-5"}, {"0.5", "1.5", "3"}, {"-0.4", "-0.8", "0.5"}}) {
        const ScalarProblem problem =
            problem_of(objective, depth, Feature::with_rho(number(lambda), number(rho)), number(epsilon));
        const bool grows = problem.feature.sign() > 0 && number(epsilon) < number("0.01");
        const auto time = critical_time(problem, Threshold::fraction(Rational(1, 2)), TimeConvention::flow, Digits(20));
        const Rational middle = grows ? time.time->enclosure.midpoint().to_rational() : Rational(3);
        const ScalarTrajectory trajectory(training_of(problem), start_of(problem), 2 * static_cast<double>(middle));
        for (const char* part : {"0", "0.3", "0.77", "0.99", "1.01", "1.2345", "1.9"}) {
          // The time is a double, so that the closed form is asked for the same one.
          const double at = static_cast<double>(number(part) * middle);
          const Amplitude exact = amplitude(problem, Rational(at), TimeConvention::flow, Digits(20));
          const double expected = static_cast<double>(parse_rational(*exact.encoder.decimal, "decimal"));
          EXPECT_NEAR(trajectory.at(at).encoder, expected, ScalarTrajectory::kError * expected)
              << show(problem) << " at " << at;
        }
      }
    }
  }
}

TEST(DiagnosisTraining, SeveralLayersOnTopArriveAtTheCriticalTimes) {
  for (const Objective objective : kBothObjectives) {
    for (const long depth : {1L, 2L, 3L}) {
      for (const long top_depth : {2L, 3L, 4L}) {
        ScalarProblem problem =
            problem_of(objective, depth, Feature::with_rho(number("0.9"), number("0.7")), power(number("0.2"), depth));
        problem.depth = problem.depth.with_top(top_depth);
        const auto m = static_cast<double>(exponents_of(objective, problem.depth).m);
        const double limit = std::pow(0.7, static_cast<double>(depth) / m);
        for (const char* fraction : {"0.55", "0.75", "0.95"}) {
          const auto time =
              critical_time(problem, Threshold::fraction(number(fraction)), TimeConvention::flow, Digits(20));
          const auto at = static_cast<double>(time.time->enclosure.midpoint().to_rational());
          const ScalarTrajectory trajectory(training_of(problem), start_of(problem), 2 * at);
          const double expected = static_cast<double>(number(fraction)) * limit;
          // An error of kTolerance of w is one of (a - 1) kTolerance of the time that is left to grow: with a <= 9 and
          // some hundred steps far below kError of the time.
          EXPECT_LT(trajectory.at(at * (1 - ScalarTrajectory::kError)).encoder, expected)
              << show(problem) << " M " << top_depth;
          EXPECT_GT(trajectory.at(at * (1 + ScalarTrajectory::kError)).encoder, expected)
              << show(problem) << " M " << top_depth;
          const auto [encoder, top] = trajectory.at(at);
          // All layers stay equal.
          const double ratio = static_cast<double>(top_depth) / static_cast<double>(depth);
          EXPECT_NEAR(top, std::pow(encoder, ratio), (1 + ratio) * ScalarTrajectory::kError * top);
        }
      }
    }
  }
}

TEST(DiagnosisTraining, OneLayerOnTopForSeveralIsSeen) {
  const ScalarTraining one = {TrainingRule::jepa, 2, 0.9, 1.0, 1.0, 1, 0};
  ScalarTraining two = one;
  two.top_depth = 2;
  EXPECT_GT(std::fabs(ScalarTrajectory(one, 0.5, 20).at(10).encoder - ScalarTrajectory(two, 0.5, 20).at(10).encoder),
            0.01);
}

TEST(DiagnosisTraining, SeveralLayersOnTopDecayAndLearnAtTheirOwnRateEach) {
  // d(v^2)/dt = r d(w^2)/dt in every pair of layers, for any number of them.
  const ScalarTraining training = {TrainingRule::mae, 2, 0.7, 1.2, 0.9, 3, 0, 0, 3};
  const ScalarState state = {0.6, 0.4, 0.36};
  const ScalarState slope = velocity(training, state);
  EXPECT_DOUBLE_EQ(slope.top * state.top, 3 * slope.layer * state.layer);
  ScalarTraining decayed = training;
  decayed.weight_decay = 0.05;
  EXPECT_DOUBLE_EQ(velocity(decayed, state).layer, slope.layer - 0.05 * 0.6);
  EXPECT_DOUBLE_EQ(velocity(decayed, state).top, slope.top - 3 * 0.05 * 0.4);
}

TEST(DiagnosisTraining, SeveralLayersOnTopDescendInSinglePrecisionToo) {
  for (const TrainingRule rule : {TrainingRule::jepa, TrainingRule::mae, TrainingRule::differentiated_target}) {
    const ScalarTraining training = {rule, 2, 0.9, 1.0, 1.1, 1.5, 0, 0.01, 3};
    const auto exact = descend(training, 0.5, 0.05, {400}, 0.5).front();
    const auto single = descend_in_single_precision(training, 0.5, 0.05, {400}, 0.5).front();
    EXPECT_NE(exact.encoder, single.encoder);
    // 400 steps, each rounded by a few units of single precision, of amplitudes below 1.
    EXPECT_NEAR(exact.encoder, single.encoder, 400 * 8 * 0x1p-24) << name_of(rule);
    EXPECT_NEAR(exact.top, single.top, 400 * 8 * 0x1p-24) << name_of(rule);
  }
}

TEST(DiagnosisTraining, UnequalRatesKeepTheirOwnBalance) {
  // d(v^2)/dt = r d(w^2)/dt for every target that is not differentiated.
  for (const TrainingRule rule :
       {TrainingRule::jepa, TrainingRule::mae, TrainingRule::frozen_target, TrainingRule::averaged_target}) {
    for (const double ratio : {0.1, 1.0, 7.0}) {
      const ScalarTraining training = {rule, 1, 0.9, 1.1, 1.1, ratio, 0.5};
      const ScalarTrajectory trajectory(training, 0.1, 60);
      for (double time = 0; time <= 60; time += 3.7) {
        const auto [w, v] = trajectory.at(time);
        EXPECT_NEAR(v * v - ratio * w * w, (1 - ratio) * 0.01, 10 * ScalarTrajectory::kError * (v * v + ratio * w * w))
            << name_of(rule) << " ratio " << ratio << " at " << time;
      }
    }
  }
}

TEST(DiagnosisTraining, WithoutTheStopGradientTheLossFalls) {
  // Then the field is the gradient of 1/2 u^2 (v^2 s2 - 2 v lambda + sy2), and its steepest descent.
  const ScalarTraining training = {TrainingRule::differentiated_target, 3, 0.7, 1.2, 0.9, 1, 0};
  const ScalarState state = {0.6, 0.4, 0};
  const auto loss = [&](double w, double v) {
    const double u = w * w * w;
    return 0.5 * u * u * (v * v * training.variance - 2 * v * training.lambda + training.target_variance);
  };
  const double h = 1e-5;
  const ScalarState slope = velocity(training, state);
  // Three equal layers move together: the derivative by all of them is three times that by one.
  EXPECT_NEAR(3 * slope.layer, -(loss(0.6 + h, 0.4) - loss(0.6 - h, 0.4)) / (2 * h), 1e-9);
  EXPECT_NEAR(slope.top, -(loss(0.6, 0.4 + h) - loss(0.6, 0.4 - h)) / (2 * h), 1e-9);
}

TEST(DiagnosisTraining, AFastAverageIsTheEncoderAndASlowOneItsStart) {
  const ScalarTraining jepa = {TrainingRule::jepa, 2, 0.9, 1.0, 1.0, 1, 0};
  ScalarTraining frozen = jepa;
  frozen.rule = TrainingRule::frozen_target;
  ScalarTraining average = jepa;
  average.rule = TrainingRule::averaged_target;
  for (const auto& [rate, limit] : {std::pair{3e2, jepa}, {1e-7, frozen}}) {
    average.average_rate = rate;
    const double averaged = ScalarTrajectory(average, 0.3, 10).at(10).encoder;
    const double expected = ScalarTrajectory(limit, 0.3, 10).at(10).encoder;
    // The target lags by 1/rate, or moves by rate x time, of amplitudes and rates below 1.
    EXPECT_NEAR(averaged, expected, 10 * std::min(1 / rate, 10 * rate)) << rate;
    EXPECT_NE(averaged, expected);
  }
}

TEST(DiagnosisTraining, AveragedWeightsOfOneLayerAreAnAveragedEncoder) {
  for (const long depth : {1L, 3L}) {
    const ScalarTraining encoder = {TrainingRule::averaged_target, depth, 0.9, 1.0, 1.0, 1, 0.2};
    ScalarTraining weights = encoder;
    weights.rule = TrainingRule::averaged_weights;
    const double first = ScalarTrajectory(encoder, 0.6, 20).at(10).encoder;
    const double second = ScalarTrajectory(weights, 0.6, 20).at(10).encoder;
    if (depth == 1) {
      EXPECT_DOUBLE_EQ(first, second);
    } else {
      EXPECT_GT(std::fabs(first - second), 1e-4 * first);
    }
  }
}

TEST(DiagnosisTraining, WeightDecayIsTheGradientOfTheSquareOfTheWeights) {
  const ScalarTraining plain = {TrainingRule::mae, 2, 0.7, 1.2, 0.9, 1, 0};
  ScalarTraining decayed = plain;
  decayed.weight_decay = 0.05;
  const ScalarState state = {0.6, 0.4, 0.36};
  EXPECT_DOUBLE_EQ(velocity(decayed, state).layer, velocity(plain, state).layer - 0.05 * 0.6);
  EXPECT_DOUBLE_EQ(velocity(decayed, state).top, velocity(plain, state).top - 0.05 * 0.4);
}

TEST(DiagnosisTraining, MomentumScalesTimeAndLagsAsStated) {
  // What the first-order lag leaves falls with the square of the step; the stretched flow errs by the first power.
  constexpr double kMomentum = 0.5;
  const ScalarTraining training = {TrainingRule::jepa, 2, 0.9, 1.0, 1.0, 1, 0};
  const ScalarTrajectory trajectory(training, 0.2, 400);
  double left[2] = {0, 0};
  double flow[2] = {0, 0};
  for (const int halving : {0, 1}) {
    const double step = 0.05 / (1 << halving);
    for (long count = 200; count <= 3600; count += 200) {
      const double exact = descend(training, 0.2, step, {count << halving}, kMomentum).front().encoder;
      const double time = 0.05 * static_cast<double>(count);
      const double lagging = descended_with_momentum(trajectory, time, step, kMomentum).encoder;
      left[halving] = std::max(left[halving], std::fabs(lagging - exact));
      flow[halving] = std::max(flow[halving], std::fabs(trajectory.at(time / (1 - kMomentum)).encoder - exact));
    }
  }
  EXPECT_NEAR(flow[0] / flow[1], 2, 0.3);
  EXPECT_NEAR(left[0] / left[1], 4, 1);
  EXPECT_LT(left[0], flow[0] / 5);
}

TEST(DiagnosisTraining, SaysNothingBeyondWhatItKnows) {
  const ScalarTraining slow = {TrainingRule::averaged_target, 2, 0.9, 1.0, 1.0, 1, 1e4};
  const ScalarTrajectory stiff(slow, 0.2, 1e6);
  EXPECT_LT(stiff.known_until(), 1e6);
  EXPECT_TRUE(std::isnan(stiff.at(1e6).encoder));
  const ScalarTraining plain = {TrainingRule::jepa, 1, 0.9, 1.0, 1.0, 1, 0};
  const ScalarTrajectory whole(plain, 0.2, 30);
  for (const double step : {0.0, 0.1, 0.5}) EXPECT_TRUE(std::isfinite(whole.descended(30, step).encoder)) << step;
}

TEST(DiagnosisTraining, DescentLagsBehindTheFlowAsStated) {
  // What the first-order lag leaves falls with the square of the step; the flow itself errs by the first power.
  for (const TrainingRule rule : {TrainingRule::jepa, TrainingRule::mae}) {
    const ScalarTraining training = {rule, 2, 0.9, 1.0, 1.0, 1, 0};
    const ScalarTrajectory trajectory(training, 0.2, 200);
    double left[2] = {0, 0};
    double flow[2] = {0, 0};
    for (const int halving : {0, 1}) {
      const double step = 0.2 / (1 << halving);
      for (long count = 20; count <= 900; count += 20) {
        const double exact = descend(training, 0.2, step, {count << halving}).front().encoder;
        const double time = 0.2 * static_cast<double>(count);
        left[halving] = std::max(left[halving], std::fabs(trajectory.descended(time, step).encoder - exact));
        flow[halving] = std::max(flow[halving], std::fabs(trajectory.at(time).encoder - exact));
      }
    }
    EXPECT_NEAR(flow[0] / flow[1], 2, 0.3) << name_of(rule);
    EXPECT_NEAR(left[0] / left[1], 4, 1) << name_of(rule);
    EXPECT_LT(left[0], flow[0] / 5) << name_of(rule);
  }
}

}  // namespace
}  // namespace jepa_oracle
