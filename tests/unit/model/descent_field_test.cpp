// The field against derivatives taken by dual numbers and against single samples: exact, so no tolerance anywhere.
#include "jepa_oracle/descent_field.h"

#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/loss.h"
#include "jepa_oracle/samples.h"
#include "matrices.h"

namespace jepa_oracle {
namespace {

const std::vector<std::vector<Index>> kWidths = {{1, 1}, {2, 2}, {3, 2}, {2, 3, 2}, {3, 1, 2, 3}};

/// d loss / d (one weight), the target held fixed: the derivative part after adding e to that weight.
Rational derivative(const Network<Rational>& network, const Target<Dual<Rational>>& target,
                    const Moments<Rational>& moments, std::size_t matrix_index, Index entry) {
  Network<Dual<Rational>> dual = constant(network);
  Matrix<Dual<Rational>>& moved = matrix_index < dual.layers.size() ? dual.layers[matrix_index] : dual.top();
  moved.data()[entry] = Dual<Rational>::variable(moved.data()[entry].value());
  return loss(dual, target, constant(moments)).derivative();
}

void expect_field_is_minus_gradient(Objective objective, const std::vector<Index>& widths, unsigned seed) {
  RandomRationals random(seed);
  const Moments<Rational> moments = random_moments(random, widths.front());
  const Network<Rational> network = random_network(random, objective, widths);
  const Network<Rational> field = descent_field(objective, network, moments);
  const auto target = objective == Objective::jepa ? Target<Dual<Rational>>::fixed(constant(encoder(network)))
                                                   : Target<Dual<Rational>>::data();
  for (std::size_t m = 0; m <= field.layers.size(); ++m) {
    const Matrix<Rational>& direction = m < field.layers.size() ? field.layers[m] : field.top();
    for (Index i = 0; i < direction.size(); ++i) {
      EXPECT_EQ(direction.data()[i], -derivative(network, target, moments, m, i))
          << name_of(objective) << " depth " << widths.size() - 1 << " matrix " << m << " entry " << i;
    }
  }
}

TEST(DescentField, IsMinusTheGradientWithTheTargetHeld) {
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    for (unsigned i = 0; i < kWidths.size(); ++i) expect_field_is_minus_gradient(objective, kWidths[i], i);
  }
}

TEST(DescentField, OfJepaIsNotTheGradientWithoutStopGradient) {
  RandomRationals random(7);
  const Moments<Rational> moments = random_moments(random, 2);
  const Network<Rational> network = random_network(random, Objective::jepa, {2, 2});
  const Network<Rational> field = descent_field(Objective::jepa, network, moments);
  const auto target = Target<Dual<Rational>>::current_encoder();
  EXPECT_NE(field.layers[0](0, 0), -derivative(network, target, moments, 0, 0));
  // The top layer does not enter the target.
  EXPECT_EQ(field.top()(0, 0), -derivative(network, target, moments, 1, 0));
}

TEST(DescentField, IsTheAverageOverSamples) {
  for (unsigned seed = 0; seed < 5; ++seed) {
    RandomRationals random(seed);
    const Samples<Rational> samples{random_matrix(random, 3, 4), random_matrix(random, 3, 4)};
    const Network<Rational> network = random_network(random, Objective::jepa, {3, 2, 2});
    const auto target = Target<Rational>::current_encoder();
    Network<Rational> sum = descent_field(network, target, moments_of(samples));
    Rational total = loss(network, target, moments_of(samples));
    for (Index i = 0; i < 4; ++i) {
      const Matrix<Rational> x = samples.x.col(i);
      const Matrix<Rational> y = samples.y.col(i);
      sum = moved(sum, sample_field(network, target, x, y), Rational(-1, 4));
      total -= sample_loss(network, target, x, y) / 4;
    }
    EXPECT_EQ(total, 0);
    for (const Rational& entry : entries(sum)) EXPECT_EQ(entry, 0) << "seed " << seed;
  }
}

TEST(DescentField, IsEnclosedByIntervalsAndApproximatedByTheOtherScalars) {
  RandomRationals random(3);
  const Moments<Rational> moments = random_moments(random, 3);
  const Network<Rational> network = random_network(random, Objective::mae, {3, 2, 3});
  const std::vector<Rational> exact = entries(descent_field(Objective::mae, network, moments));
  const auto intervals = entries(descent_field(Objective::mae, enclosed(network, 100), enclosed(moments, 100)));
  const auto reals = entries(descent_field(Objective::mae, rounded(network, 100), rounded(moments, 100)));
  const auto doubles = entries(descent_field(Objective::mae, approximate(network), approximate(moments)));
  for (std::size_t i = 0; i < exact.size(); ++i) {
    EXPECT_TRUE(contains(intervals[i], exact[i]));
    // Entries and their partial sums stay below 1e5 here, and fewer than 100 operations round by a unit: 1e7 2^-100.
    EXPECT_LT(intervals[i].width().to_double(), 1e-23);
    EXPECT_LT(boost::multiprecision::abs(Rational(reals[i].to_rational() - exact[i])), number("1e-23"));
    EXPECT_NEAR(doubles[i], static_cast<double>(exact[i]), 1e-9);
  }
}

TEST(Loss, NeedsTheMomentsOfTheTarget) {
  RandomRationals random(4);
  Moments<Rational> moments = random_moments(random, 2);
  moments.syy.reset();
  const Network<Rational> network = random_network(random, Objective::mae, {2, 2});
  EXPECT_THROW(loss(Objective::mae, network, moments), InvalidProblem);
}

}  // namespace
}  // namespace jepa_oracle
