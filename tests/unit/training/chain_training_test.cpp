// Training of networks with several layers on top or none, and with weight decay: flows meet the closed forms of their
// features, Taylor polynomials solve the field, and checkpoints keep every layer.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "jepa_oracle/descent_field.h"
#include "jepa_oracle/diagonal_flow.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/gradient_descent.h"
#include "jepa_oracle/gradient_flow.h"
#include "jepa_oracle/state_text.h"
#include "jepa_oracle/weight_decay.h"
#include "matrices.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

constexpr int kDigits = 25;

const Moments<Rational> kThree =
    diagonal_moments({number("0.9"), number("-0.4"), number("0.3")}, {number("1"), number("1.4"), number("0.5")});

void expect_close(const Matrix<Real>& a, const Matrix<Real>& b) {
  const Rational bound = max_abs(b).to_rational() * power(Rational(10), 1 - kDigits);
  for (Index i = 0; i < a.size(); ++i) {
    EXPECT_LE(Rational(abs(a.data()[i].to_rational() - b.data()[i].to_rational())), bound) << "entry " << i;
  }
}

Start start_of(Objective objective, Depth depth) {
  const Start start = Start::balanced(Initialisation::of_encoder(number("0.3")), depth, kThree.size());
  return row_of(objective).top ? start : start.without_top();
}

TEST(ChainTraining, FlowsMeetTheClosedFormsOfTheirFeatures) {
  for (const Objective objective : all_objectives()) {
    for (long layers = 1; layers <= 4; ++layers) {
      for (long top_layers = 1; top_layers <= (row_of(objective).top ? 4 : 1); ++top_layers) {
        SCOPED_TRACE(fmt::format("{}, {} and {} layers", name_of(objective), layers, top_layers));
        const Depth depth = Depth(layers).with_top(top_layers);
        const FlowProblem problem{start_of(objective, depth), kThree, TargetRule::of(objective)};
        const auto closed = DiagonalFlow::of(problem);
        ASSERT_TRUE(closed);
        const FlowSample expected = closed->at(Rational(2), Digits(kDigits));
        const FlowSample integrated = gradient_flow(problem, {Rational(2)}, Digits(kDigits)).front();
        EXPECT_EQ(expected.support.agreed_digits, kDigits);
        ASSERT_TRUE(same_shapes(expected.state.network, integrated.state.network));
        for_each_matrix_of(expect_close, expected.state.network, integrated.state.network);
      }
    }
  }
}

TEST(ChainTraining, FlowsOfUnequalWidthsSolveTheirField) {
  const Matrix<Rational> w1 = matrix({{"1/2", "1/3"}, {"0", "1/4"}, {"1/5", "-1/2"}});
  const Matrix<Rational> w2 = matrix({{"1/3", "1/2", "-1/4"}, {"1/6", "0", "1/2"}});
  const Matrix<Rational> v1 = matrix({{"1/2", "1/7"}, {"1/9", "1/3"}, {"-1/4", "1/5"}});
  const Matrix<Rational> v2 = matrix({{"1/3", "-1/5", "1/2"}, {"1/4", "1/2", "1/6"}});
  const Moments<Rational> moments{matrix({{"1", "1/4"}, {"1/4", "1/2"}}), matrix({{"1/2", "1/5"}, {"-1/6", "1/3"}})};
  for (const Objective objective : all_objectives()) {
    SCOPED_TRACE(std::string(name_of(objective)));
    const bool has_top = row_of(objective).top.has_value();
    const Network<Rational> network({w1, w2}, has_top ? std::vector{v1, v2} : std::vector<Matrix<Rational>>());
    const FlowProblem problem{Start::given(network), moments, TargetRule::of(objective), Rational(1, 50)};
    GradientFlow flow(problem, Digits(kDigits));
    const FlowSample sample = flow.at(Rational(3, 2));
    EXPECT_EQ(sample.support.agreed_digits, kDigits);
    EXPECT_LE(sample.support.residual.to_rational(), power(Rational(10), -kDigits));

    GradientFlow continued(problem, Digits(kDigits));
    continued.restore(flow.checkpoint());
    EXPECT_EQ(continued.checkpoint(), flow.checkpoint());
    EXPECT_EQ(to_exact_text(continued.at(Rational(2)).state), to_exact_text(flow.at(Rational(2)).state));
  }
}

TEST(ChainTraining, DecayedFlowsReachTheirFeaturesAtTheDecayedTime) {
  const Feature feature = Feature::with_rho(number("0.5"), number("0.9"));
  for (const Objective objective : all_objectives()) {
    const bool has_top = row_of(objective).top.has_value();
    for (long top_layers = 1; top_layers <= (has_top ? 3 : 1); ++top_layers) {
      SCOPED_TRACE(fmt::format("{}, {}", name_of(objective), top_layers));
      const Depth depth = Depth(2).with_top(top_layers);
      const Initialisation start = Initialisation::of_encoder(number("0.4"));
      const Rational decay = number("0.01");
      const DecayedTime time = decayed_critical_time({objective, depth, feature, start}, decay,
                                                     Threshold::level(number("0.5")), TimeConvention::flow, Digits(40));
      ASSERT_TRUE(time.time);
      const Start balanced = Start::balanced(start, depth, 1);
      const FlowProblem problem{has_top ? balanced : balanced.without_top(),
                                diagonal_moments({feature.lambda()}, {feature.variance()}), TargetRule::of(objective),
                                decay};
      const Rational at = time.time->enclosure.midpoint().to_rational();
      const FlowSample sample = gradient_flow(problem, {at}, Digits(kDigits)).front();
      const Rational reached = encoder(sample.state.network)(0, 0).to_rational();
      EXPECT_LE(Rational(abs(reached - number("0.5"))), power(Rational(10), 1 - kDigits));
    }
  }
}

TEST(ChainTraining, SignDescentMovesEveryWeightByTheRate) {
  const Depth depth = Depth(2).with_top(2);
  const Start start = Start::balanced(Initialisation::of_layer(number("1/4")), depth, kThree.size());
  const DescentRule rule{TargetRule::of(Objective::mae), Rational(1, 32), Rational(0), Optimizer::sign};
  const auto trajectory = descend_exactly(start, kThree, rule, {1});
  const Network<Rational>& before = trajectory.samples.front().state.network;
  const Network<Rational> direction = descent_field(Objective::mae, before, kThree);
  const auto follows = [](const Matrix<Rational>& old, const Matrix<Rational>& now, const Matrix<Rational>& towards) {
    for (Index i = 0; i < old.size(); ++i) {
      const int sign = towards.data()[i] > 0 ? 1 : towards.data()[i] < 0 ? -1 : 0;
      EXPECT_EQ(now.data()[i], Rational(old.data()[i] + Rational(sign, 1) / 32));
    }
  };
  for_each_matrix_of(follows, before, trajectory.samples.back().state.network, direction);
}

TEST(ChainTraining, LayersThatDoNotFitAreRefused) {
  const Matrix<Rational> square = identity<Rational>(3);
  const auto refused = [&](Objective objective, const Network<Rational>& network, const std::string& where) {
    try {
      require_valid(FlowProblem{Start::given(network), kThree, TargetRule::of(objective)});
      ADD_FAILURE() << "not refused";
    } catch (const InvalidProblem& error) {
      EXPECT_EQ(error.where(), where) << error.what();
    }
  };
  refused(Objective::jepa, Network<Rational>({square}), "top_layers");
  refused(Objective::barlow_twins, Network<Rational>({square}, square), "top_layers");
  refused(Objective::spectral_contrastive, Network<Rational>({square}, std::vector{square, square}), "top_layers");
  refused(Objective::mae, Network<Rational>({square}, std::vector{square, identity<Rational>(2)}), "top_layers[1]");
  EXPECT_THROW(require_valid(FlowProblem{Start::given(Network<Rational>({square}, square)), kThree,
                                         TargetRule::of(Objective::mae), Rational(-1)}),
               InvalidProblem);
}

}  // namespace
}  // namespace jepa_oracle
