// Flows whose features do not couple come from closed forms: the same states as by integration, and far beyond the
// times that integration reaches.
#include "jepa_oracle/diagonal_flow.h"

#include <gtest/gtest.h>

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/errors.h"
#include "matrices.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

constexpr int kDigits = 30;

const Moments<Rational> kThree =
    diagonal_moments({number("0.9"), number("-0.4"), number("0")}, {number("1"), number("1.4"), number("0.5")});

FlowProblem problem_with(Start start, Objective objective = Objective::jepa) {
  return {std::move(start), kThree, TargetRule::of(objective)};
}

Network<Rational> given(long depth, const Matrix<Rational>& weights) {
  return {std::vector<Matrix<Rational>>(static_cast<std::size_t>(depth), weights), weights};
}

/// Every entry of a agrees with b to `digits` digits of the largest entry.
void expect_same(const Matrix<Real>& a, const Matrix<Real>& b, int digits) {
  const Rational bound = max_abs(b).to_rational() * power(Rational(10), -digits);
  for (Index i = 0; i < a.size(); ++i) {
    const Rational difference = a.data()[i].to_rational() - b.data()[i].to_rational();
    EXPECT_LE(Rational(abs(difference)), bound) << "entry " << i;
  }
}

TEST(FlowOfUncoupledFeatures, IsTheIntegratedFlow) {
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    for (long depth = 1; depth <= 12; ++depth) {
      SCOPED_TRACE(depth);
      const auto unequal = given(depth, diagonal<Rational>({number("0.9"), number("0.5"), number("0.4")}));
      for (const Start& start :
           {Start::balanced(Initialisation::of_encoder(number("0.3")), Depth(depth), 3), Start::given(unequal)}) {
        const FlowProblem problem = problem_with(start, objective);
        const auto flow = DiagonalFlow::of(problem);
        ASSERT_TRUE(flow);
        const std::vector<Rational> times = {Rational(0), Rational(1, 3), Rational(2)};
        const std::vector<FlowSample> integrated = gradient_flow(problem, times, Digits(kDigits));
        for (const FlowSample& expected : integrated) {
          const FlowSample sample = flow->at(expected.time, Digits(kDigits));
          EXPECT_EQ(sample.support.agreed_digits, kDigits);
          EXPECT_EQ(sample.support.residual.to_rational(), 0);
          ASSERT_EQ(sample.state.network.depth(), depth);
          for (std::size_t a = 0; a < static_cast<std::size_t>(depth); ++a) {
            expect_same(sample.state.network.layers[a], expected.state.network.layers[a], kDigits - 1);
          }
          expect_same(sample.state.network.top(), expected.state.network.top(), kDigits - 1);
        }
      }
    }
  }
}

TEST(FlowOfUncoupledFeatures, ReachesTimesLongAfterLearning) {
  const auto flow =
      DiagonalFlow::of(problem_with(Start::balanced(Initialisation::of_encoder(number("1e-3")), Depth(2), 3)));
  ASSERT_TRUE(flow);
  const FlowSample sample = flow->at(number("4e6"), Digits(kDigits));
  EXPECT_EQ(sample.support.agreed_digits, kDigits);
  const Rational limit = sample.state.network.top()(0, 0).to_rational();
  EXPECT_LE(Rational(abs(limit - number("0.9"))), power(Rational(10), -kDigits));
  // lambda = 0: w = (w0^-4 + 4 s2 t)^(-1/4) at depth 2.
  const Interval settled = root(Interval(Rational(1 / (number("1e6") + 4 * number("0.5") * number("4e6"))), 200), 4);
  EXPECT_TRUE(overlaps(settled, Interval(sample.state.network.top()(2, 2).to_rational(), 200)) ||
              abs(settled - Interval(sample.state.network.top()(2, 2).to_rational(), 200)).upper().to_double() < 1e-30);
}

TEST(FlowOfUncoupledFeatures, IsOfferedOnlyWhereFeaturesDoNotCouple) {
  const Start balanced = Start::balanced(Initialisation::of_encoder(number("0.1")), Depth(2), 3);
  FlowProblem coupled = problem_with(balanced);
  coupled.moments.syx(0, 1) = number("0.01");
  EXPECT_FALSE(DiagonalFlow::of(coupled));
  EXPECT_FALSE(DiagonalFlow::of({balanced, kThree, TargetRule::frozen_encoder()}));
  EXPECT_FALSE(DiagonalFlow::of({balanced, kThree, TargetRule::moving_average(Rational(1))}));

  const Matrix<Rational> weights = diagonal<Rational>({number("0.9"), number("0.5"), number("0.4")});
  Network<Rational> unbalanced = given(2, weights);
  unbalanced.top()(0, 0) = number("0.8");
  EXPECT_FALSE(DiagonalFlow::of(problem_with(Start::given(unbalanced))));
  Network<Rational> unaligned = given(2, weights);
  for (Matrix<Rational>& layer : unaligned.layers) layer(0, 1) = number("0.1");
  unaligned.top()(0, 1) = number("0.1");
  EXPECT_FALSE(DiagonalFlow::of(problem_with(Start::given(unaligned))));
  Network<Rational> still = given(2, diagonal<Rational>({number("0.9"), number("0"), number("0.4")}));
  EXPECT_FALSE(DiagonalFlow::of(problem_with(Start::given(still))));
}

TEST(FlowOfUncoupledFeatures, RefusesTimesBeforeTheStart) {
  const auto flow =
      DiagonalFlow::of(problem_with(Start::balanced(Initialisation::of_encoder(number("0.1")), Depth(2), 3)));
  try {
    flow->at(Rational(-1), Digits(10));
    FAIL() << "a negative time was taken";
  } catch (const InvalidProblem& error) {
    EXPECT_EQ(error.where() + ": " + error.rule(), "time: -1 is negative");
  }
}

}  // namespace
}  // namespace jepa_oracle
