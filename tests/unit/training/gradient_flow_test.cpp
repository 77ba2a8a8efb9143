// Where the problem is diagonal and balanced, the integrator must give the digits of the closed forms, and elsewhere
// what it says of its own support must be true.
#include "jepa_oracle/gradient_flow.h"

#include <gtest/gtest.h>

#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/errors.h"
#include "matrices.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

struct DiagonalCase {
  std::vector<Rational> lambdas;
  std::vector<Rational> variances;
  Rational epsilon;
};

const DiagonalCase kTwoFeatures = {{number("0.9"), number("0.7")}, {number("1"), number("1.4")}, number("1e-3")};

FlowProblem flow_of(Objective objective, long depth, const DiagonalCase& data) {
  return {
      Start::balanced(Initialisation::of_encoder(data.epsilon), Depth(depth), static_cast<Index>(data.lambdas.size())),
      diagonal_moments(data.lambdas, data.variances), TargetRule::of(objective)};
}

/// Digits that two numbers have in common, relative to the second.
double common_digits(const Rational& a, const Interval& b) {
  const Interval difference = abs(Interval(a, b.precision()) - b) / b;
  return -std::log10(difference.upper().to_double() + 1e-300);
}

/// Half the critical time of the first feature, the moment it is half learned, and after.
std::vector<Rational> telling_times(Objective objective, long depth, const DiagonalCase& data) {
  const auto problem =
      problem_of(objective, depth, Feature::with_variance(data.lambdas[0], data.variances[0]), data.epsilon);
  const auto time = critical_time(problem, Threshold::fraction(Rational(1, 2)), TimeConvention::flow, Digits(12));
  const Rational half = parse_rational(*time.time->decimal, "time");
  return {Rational(0), Rational(half / 2), half, Rational(half * 21 / 20)};
}

class DiagonalFlow : public ::testing::TestWithParam<std::tuple<Objective, long>> {};

TEST_P(DiagonalFlow, AgreesWithTheClosedFormsToAllDigits) {
  const auto [objective, depth] = GetParam();
  const DiagonalCase& data = kTwoFeatures;
  constexpr int kDigits = 40;
  const std::vector<Rational> times = telling_times(objective, depth, data);
  const auto samples = gradient_flow(flow_of(objective, depth, data), times, Digits(kDigits));
  ASSERT_EQ(samples.size(), times.size());
  for (const FlowSample& sample : samples) {
    EXPECT_EQ(sample.support.agreed_digits, kDigits) << "time " << sample.time;
    for (Index i = 0; i < 2; ++i) {
      const auto scalar = problem_of(objective, depth,
                                     Feature::with_variance(data.lambdas[static_cast<std::size_t>(i)],
                                                            data.variances[static_cast<std::size_t>(i)]),
                                     data.epsilon);
      const Amplitude expected = amplitude(scalar, sample.time, TimeConvention::flow, Digits(kDigits + 5));
      const Matrix<Real> code = encoder(sample.state.network);
      EXPECT_GE(common_digits(code(i, i).to_rational(), expected.encoder.enclosure), kDigits)
          << show(scalar) << " time " << sample.time;
      EXPECT_GE(common_digits(sample.state.network.top()(i, i).to_rational(), expected.layer.enclosure), kDigits)
          << show(scalar) << " time " << sample.time;
      EXPECT_EQ(code(i, 1 - i).to_rational(), 0) << "off the diagonal nothing may appear";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(BothObjectives, DiagonalFlow,
                         ::testing::Combine(::testing::Values(Objective::jepa, Objective::mae),
                                            ::testing::Values(1L, 2L, 3L, 4L)));

FlowProblem mixing_problem(Objective objective) {
  RandomRationals random(11);
  Moments<Rational> moments = random_moments(random, 3);
  for (Matrix<Rational>* m : {&moments.sxx, &moments.syx, &*moments.syy}) {
    for (Index i = 0; i < m->size(); ++i) m->data()[i] /= 100;
  }
  Network<Rational> network = random_network(random, objective, {3, 2, 3});
  for (Matrix<Rational>& layer : network.layers) layer *= Rational(1, 40);
  network.top() *= Rational(1, 40);
  return {Start::given(network), moments, TargetRule::of(objective)};
}

TEST(GradientFlow, OfMixingDataAgreesWithARunOfMoreDigits) {
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    const std::vector<Rational> times = {number("0.5"), number("3"), number("10")};
    const auto fewer = gradient_flow(mixing_problem(objective), times, Digits(30));
    const auto more = gradient_flow(mixing_problem(objective), times, Digits(60));
    for (std::size_t i = 0; i < times.size(); ++i) {
      EXPECT_EQ(fewer[i].support.agreed_digits, 30);
      EXPECT_LT(fewer[i].support.residual.to_double(), 1e-30);
      EXPECT_LT(more[i].support.residual.to_double(), 1e-60);
      const Matrix<Real> difference = fewer[i].state.network.top() - more[i].state.network.top();
      const double scale = max_abs(more[i].state.network.top()).to_double();
      EXPECT_LT(max_abs(difference).to_double(), 1e-30 * scale) << name_of(objective) << " time " << times[i];
    }
  }
}

TEST(GradientFlow, StartsAtTheStart) {
  const FlowProblem problem = mixing_problem(Objective::jepa);
  const FlowSample sample = GradientFlow(problem, Digits(20)).at(Rational(0));
  const std::vector<Rational> start = entries(*problem.start.exact());
  const std::vector<Real> state = entries(sample.state.network);
  for (std::size_t i = 0; i < start.size(); ++i) {
    EXPECT_LE(boost::multiprecision::abs(Rational(state[i].to_rational() - start[i])),
              boost::multiprecision::abs(start[i]) * number("1e-30"));
  }
}

TEST(GradientFlow, ContinuesFromACheckpointBitForBit) {
  const FlowProblem problem = mixing_problem(Objective::mae);
  GradientFlow whole(problem, Digits(25));
  whole.at(number("2"));
  const std::string saved = whole.checkpoint();
  const std::vector<Real> expected = entries(whole.at(number("6")).state.network);
  GradientFlow continued(problem, Digits(25));
  continued.restore(saved);
  EXPECT_EQ(entries(continued.at(number("6")).state.network), expected);
  EXPECT_THROW(GradientFlow(problem, Digits(25)).restore(saved + " 1"), InvalidProblem);
  EXPECT_THROW(GradientFlow(problem, Digits(25)).restore(saved.substr(0, saved.size() / 2)), InvalidProblem);
}

TEST(GradientFlow, FollowsAFrozenAndAMovingTarget) {
  FlowProblem frozen = mixing_problem(Objective::jepa);
  frozen.target = TargetRule::frozen_encoder();
  FlowProblem slow = frozen;
  slow.target = TargetRule::moving_average(number("1e-30"));
  FlowProblem fast = frozen;
  fast.target = TargetRule::moving_average(number("1"));
  const Rational time = number("4");
  const auto at = [&time](const FlowProblem& problem) { return gradient_flow(problem, {time}, Digits(20)).front(); };
  const FlowSample held = at(frozen);
  const FlowSample almost_held = at(slow);
  const FlowSample averaged = at(fast);
  EXPECT_EQ(averaged.support.agreed_digits, 20);
  EXPECT_LT(averaged.support.residual.to_double(), 1e-20);
  EXPECT_LT(max_abs(Matrix<Real>(held.state.network.top() - almost_held.state.network.top())).to_double(), 1e-20);
  EXPECT_GT(max_abs(Matrix<Real>(held.state.network.top() - averaged.state.network.top())).to_double(), 1e-12);
}

TEST(GradientFlow, RestsWhereNothingMoves) {
  FlowProblem problem = mixing_problem(Objective::mae);
  Network<Rational> network = *problem.start.exact();
  network.top().setConstant(Rational(0));
  for (Matrix<Rational>& layer : network.layers) layer.setConstant(Rational(0));
  problem.start = Start::given(network);
  const FlowSample sample = GradientFlow(problem, Digits(20)).at(number("1e9"));
  EXPECT_EQ(max_abs(sample.state.network.top()).to_rational(), 0);
  EXPECT_EQ(sample.support.residual.to_rational(), 0);
}

TEST(GradientFlow, RefusesTimesThatFall) {
  GradientFlow flow(flow_of(Objective::jepa, 1, kTwoFeatures), Digits(20));
  flow.at(number("2"));
  try {
    flow.at(number("1"));
    FAIL() << "no message";
  } catch (const InvalidProblem& refusal) {
    EXPECT_STREQ(refusal.what(), "time: 1 is before 2, asked for earlier: times must not decrease");
  }
  EXPECT_THROW(GradientFlow(flow_of(Objective::jepa, 1, kTwoFeatures), Digits(20)).at(Rational(-1)), InvalidProblem);
}

}  // namespace
}  // namespace jepa_oracle
