#include "jepa_oracle/gradient_descent.h"

#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "matrices.h"

namespace jepa_oracle {
namespace {

const Start kStart = Start::balanced(Initialisation::of_encoder(number("0.01")), Depth(2), 2);
const Moments<Rational> kMoments = diagonal_moments({number("0.9"), number("0.5")}, {1, 1});

DescentRule rule_of(Objective objective, std::string_view rate) { return {TargetRule::of(objective), number(rate)}; }

template <class Run>
std::string refusal(const Run& run) {
  try {
    run();
  } catch (const InvalidProblem& error) {
    return error.what();
  }
  return "accepted";
}

TEST(GradientDescent, OfOneFeatureIsTheScalarRecursion) {
  // w <- w + rate w^(2L-1) v (lambda - v s2), v <- v + rate w^(2L) (lambda - v s2), by hand, exactly.
  const auto trajectory = descend_exactly(kStart, kMoments, rule_of(Objective::jepa, "0.25"), {4});
  ASSERT_EQ(trajectory.samples.size(), 5U);
  for (Index i = 0; i < 2; ++i) {
    Rational w = number("0.1");
    for (const auto& sample : trajectory.samples) {
      EXPECT_EQ(sample.state.network.layers[0](i, i), w) << "step " << sample.step;
      EXPECT_EQ(sample.state.network.layers[1](i, i), w);
      EXPECT_EQ(sample.state.network.top()(i, i), w) << "balance survives descent";
      EXPECT_EQ(sample.state.network.top()(i, 1 - i), 0);
      w += number("0.25") * power(w, 4) * (kMoments.syx(i, i) - w);
    }
  }
}

TEST(GradientDescent, AgreesOverAllScalars) {
  RandomRationals random(5);
  const Moments<Rational> moments = random_moments(random, 2);
  const Start start = Start::given(random_network(random, Objective::mae, {2, 2}));
  DescentRule rule = rule_of(Objective::mae, "1e-4");
  rule.weight_decay = number("0.5");
  const auto exact = descend_exactly(start, moments, rule, {3});
  const auto many = descend(start, moments, rule, {3}, 200);
  const auto few = descend_in_double(start, moments, rule, {3});
  const std::vector<Rational> expected = entries(exact.samples.back().state.network);
  const std::vector<Real> reals = entries(many.samples.back().state.network);
  const std::vector<double> doubles = entries(few.samples.back().state.network);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    // Three steps of fewer than 100 operations on numbers below 1e5.
    EXPECT_LT(abs(reals[i] - Real(expected[i], 300)).to_double(), 3e7 * std::ldexp(1.0, -200));
    EXPECT_NEAR(doubles[i], Real(expected[i], 53).to_double(), 3e7 * std::ldexp(1.0, -53));
  }
}

TEST(GradientDescent, DecaysWeightsBesidesTheField) {
  // Without data that pulls (syx = 0) and with a top layer at 0 nothing but decay acts on the encoder.
  Network<Rational> network{{identity<Rational>(1)}, Matrix<Rational>::Constant(1, 1, Rational(0))};
  DescentRule rule = rule_of(Objective::jepa, "0.5");
  rule.weight_decay = number("0.5");
  const auto trajectory = descend_exactly(Start::given(network), diagonal_moments({0}, {1}), rule, {2});
  EXPECT_EQ(trajectory.samples.back().state.network.layers[0](0, 0), number("9/16"));
}

TEST(GradientDescent, MovesTheAverageAfterTheStep) {
  DescentRule rule{TargetRule::moving_average(number("0.5")), number("0.25")};
  const auto trajectory = descend_exactly(kStart, kMoments, rule, {1});
  const auto& [network, average] = trajectory.samples.back().state;
  ASSERT_TRUE(average);
  const Rational code = encoder(network)(0, 0);
  EXPECT_EQ((*average)(0, 0), Rational((number("0.01") + code) / 2));
}

TEST(GradientDescent, KeepsTheStepsAskedFor) {
  const auto trajectory = descend_in_double(kStart, kMoments, rule_of(Objective::jepa, "0.1"), {10, 4});
  std::vector<long> steps;
  for (const auto& sample : trajectory.samples) steps.push_back(sample.step);
  EXPECT_EQ(steps, (std::vector<long>{0, 4, 8, 10}));
}

TEST(GradientDescent, ThatDivergesAnswersWithStepAndNorm) {
  const Start far = Start::given({{matrix({{"3"}})}, matrix({{"3"}})});
  const Moments<Rational> one = diagonal_moments({1}, {1});
  const auto in_double = descend_in_double(far, one, rule_of(Objective::mae, "1"), {100});
  const auto in_real = descend(far, one, rule_of(Objective::mae, "1"), {100}, 100);
  ASSERT_TRUE(in_double.divergence);
  ASSERT_TRUE(in_real.divergence);
  EXPECT_EQ(in_double.divergence->step, in_real.divergence->step);
  EXPECT_LT(in_double.divergence->step, 20);
  EXPECT_GT(in_real.divergence->norm.to_double(), 1e154);
  EXPECT_EQ(in_double.samples.back().step, in_double.divergence->step - 1);
}

TEST(GradientDescent, RefusesWhatItCannotRun) {
  EXPECT_EQ(refusal([] { descend_in_double(kStart, kMoments, rule_of(Objective::jepa, "0"), {1}); }),
            "rate: 0 is not > 0");
  EXPECT_EQ(refusal([] { descend_in_double(kStart, kMoments, rule_of(Objective::jepa, "1"), {-1}); }),
            "steps: -1 is negative");
  EXPECT_EQ(refusal([] { descend_in_double(kStart, kMoments, rule_of(Objective::jepa, "1"), {1'000'000'000'000}); }),
            "steps: 1000000000000 steps, one kept of every 1, need about 9.6e+04 GB and 1.1 GB may be used: take fewer "
            "steps or keep fewer");
  // Exact numbers grow fivefold in length at every step of depth 2.
  EXPECT_NE(refusal([] { descend_exactly(kStart, kMoments, rule_of(Objective::jepa, "1"), {20}); }), "accepted");
  const Start irrational = Start::balanced(Initialisation::of_encoder(number("0.001")), Depth(2), 2);
  EXPECT_EQ(refusal([&] { descend_exactly(irrational, kMoments, rule_of(Objective::jepa, "1"), {1}); }),
            "epsilon: its root is irrational: exact descent starts from rational weights");
}

}  // namespace
}  // namespace jepa_oracle
