// Random starts, and learning times of two features simulated from them.
#include "jepa_oracle/random_start.h"

#include <gtest/gtest.h>

#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/simulated_learning.h"

namespace jepa_oracle {
namespace {

Rational determinant(const Matrix<Rational>& m) { return m(0, 0) * m(1, 1) - m(0, 1) * m(1, 0); }

TEST(RandomStart, OrthogonalMatricesAreExactlyOrthogonal) {
  const Rational scale(1, 7);
  for (const Index size : {1, 2, 3, 5}) {
    const Network<Rational> start = random_start(StartLaw::orthogonal, size, Depth(2), scale, 1, 0);
    ASSERT_EQ(start.depth(), 2);
    const Matrix<Rational> expected = identity<Rational>(size) * Rational(scale * scale);
    for (const Matrix<Rational>& layer : start.layers) EXPECT_EQ(transposed_product(layer, layer), expected);
    EXPECT_EQ(product_transposed(start.top(), start.top()), expected);
  }
}

TEST(RandomStart, NumbersOfAStreamAreIndependentOfTheOrderTheyAreDrawnIn) {
  for (const StartLaw law : {StartLaw::orthogonal, StartLaw::gaussian}) {
    const auto fifth = random_start(law, 2, Depth(1), 1, 3, 5);
    random_start(law, 2, Depth(1), 1, 3, 4);
    EXPECT_EQ(random_start(law, 2, Depth(1), 1, 3, 5).top(), fifth.top());
    EXPECT_NE(random_start(law, 2, Depth(1), 1, 3, 4).top(), fifth.top());
    EXPECT_NE(random_start(law, 2, Depth(1), 1, 4, 5).top(), fifth.top());
  }
}

/// Hoeffding: 400 fair signs have a sum beyond 140 with probability below 2 e^-24; so do 400 first entries, which lie
/// in
/// [-1, 1], and the difference of their squares and 1/2.
TEST(RandomStart, HaarsLawHasFairSignsAndNoDirection) {
  int sign = 0;
  double first = 0;
  double excess = 0;
  for (std::uint64_t k = 0; k < 400; ++k) {
    const Matrix<Rational> top = random_start(StartLaw::orthogonal, 2, Depth(1), 1, 1, k).top();
    sign += determinant(top) > 0 ? 1 : -1;
    const double entry = top(0, 0).convert_to<double>();
    first += entry;
    excess += entry * entry - 0.5;
  }
  EXPECT_LT(std::abs(sign), 140);
  EXPECT_LT(std::abs(first), 140);
  EXPECT_LT(std::abs(excess), 140);
}

/// In three dimensions the mirror must not favour an axis: 2000 first entries in [-1, 1] of mean 0 have a sum beyond
/// 320 with probability below 2 e^-25 (Hoeffding).
TEST(RandomStart, HaarsLawHasNoDirectionInThreeDimensions) {
  double first = 0;
  double last = 0;
  for (std::uint64_t k = 0; k < 2000; ++k) {
    const Matrix<Rational> top = random_start(StartLaw::orthogonal, 3, Depth(1), 1, 1, k).top();
    first += top(0, 0).convert_to<double>();
    last += top(2, 2).convert_to<double>();
  }
  EXPECT_LT(std::abs(first), 320);
  EXPECT_LT(std::abs(last), 320);
}

SimulatedLearning simulation_of(Objective objective, long depth) {
  return {objective,
          Depth(depth),
          {Feature::with_rho(Rational(4, 5), Rational(4, 5)), Feature::with_rho(1, Rational(1, 2))},
          Rational(1, 2)};
}

TEST(SimulatedLearning, AlignedStartsTakeTheirCriticalTimes) {
  const auto scale = Rational(1, 8);
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    for (long depth = 1; depth <= kMaxSimulatedDepth; ++depth) {
      const SimulatedLearning simulation = simulation_of(objective, depth);
      const auto balanced = Initialisation::of_layer(scale);
      const Network<double> start = Start::balanced(balanced, Depth(depth), 2).approximate();
      const std::array<double, 2> predicted{simulation.predicted_time(0, balanced),
                                            simulation.predicted_time(1, balanced)};
      const auto times = simulated_learning_times(simulation, start, 2 * std::max(predicted[0], predicted[1]));
      ASSERT_TRUE(times);
      for (std::size_t i = 0; i < 2; ++i) {
        ASSERT_TRUE(times->learned[i]);
        // Six digits of the prediction, and the agreement that the simulation itself demands.
        EXPECT_NEAR(*times->learned[i], predicted[i], 1e-4 * predicted[i]);
        EXPECT_EQ(times->reached[i], times->learned[i]);
      }
      // Both columns are beyond their levels from the later time on, and at right angles.
      ASSERT_TRUE(times->apart);
      EXPECT_LE(*times->apart, std::max(*times->learned[0], *times->learned[1]) * (1 + 1e-4));
    }
  }
}

TEST(SimulatedLearning, AFeatureBeyondItsLevelIsLearnedAtOnceAndOneTooSlowNever) {
  const SimulatedLearning simulation = simulation_of(Objective::jepa, 1);
  Network<double> start{{Matrix<double>::Zero(2, 2)}, Matrix<double>::Zero(2, 2)};
  start.layers[0](0, 0) = start.top()(0, 0) = 0.8;
  start.layers[0](1, 1) = start.top()(1, 1) = 1e-3;
  const auto times = simulated_learning_times(simulation, start, 1);
  ASSERT_TRUE(times);
  EXPECT_EQ(times->learned[0], 0.0);
  EXPECT_EQ(times->learned[1], std::nullopt);
}

/// Columns of length 1 at an angle of zero: one direction is there, not two features.
TEST(SimulatedLearning, OneMixtureIsNotTwoFeatures) {
  const SimulatedLearning simulation = simulation_of(Objective::mae, 1);
  Network<double> start{{Matrix<double>::Zero(2, 2)}, Matrix<double>::Zero(2, 2)};
  start.layers[0].row(0).setConstant(1);
  start.top().col(0).setConstant(1);
  const auto times = simulated_learning_times(simulation, start, 1e-3);
  ASSERT_TRUE(times);
  EXPECT_EQ(times->learned[0], 0.0);
  EXPECT_EQ(times->learned[1], 0.0);
  EXPECT_EQ(times->apart, std::nullopt);
}

TEST(SimulatedLearning, RefusesWhatDoesNotFitTwoFeatures) {
  const Network<double> deep = Start::balanced(Initialisation::of_layer(1), Depth(4), 2).approximate();
  EXPECT_THROW(simulated_learning_times(simulation_of(Objective::jepa, 4), deep, 1), InvalidProblem);
  const Network<double> wide = Start::balanced(Initialisation::of_layer(1), Depth(1), 3).approximate();
  EXPECT_THROW(simulated_learning_times(simulation_of(Objective::jepa, 1), wide, 1), InvalidProblem);
  EXPECT_THROW(simulated_learning_times(simulation_of(Objective::jepa, 2), wide, 1), InvalidProblem);
}

}  // namespace
}  // namespace jepa_oracle
