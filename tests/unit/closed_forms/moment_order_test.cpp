// Order of learning from moments: held against the scalar problem that the moments were built from.
#include "jepa_oracle/moment_order.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "matrices.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

const Threshold kHalf = Threshold::fraction(Rational(1, 2));
const Initialisation kSmall = Initialisation::of_encoder(Rational(1, 1000));
using Indices = std::vector<std::size_t>;
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

/// (3, 4; -4, 3) / 5 in the plane of the first two, (5, 12; -12, 5) / 13 in that of the last two.
Matrix<Rational> rotation(Index size) {
  Matrix<Rational> q = identity<Rational>(size);
  q.topLeftCorner(2, 2) = matrix({{"3/5", "4/5"}, {"-4/5", "3/5"}});
  Matrix<Rational> next = identity<Rational>(size);
  next.bottomRightCorner(2, 2) = matrix({{"5/13", "12/13"}, {"-12/13", "5/13"}});
  return product(q, next);
}

Matrix<Rational> turned(const std::vector<Rational>& spectrum) {
  const Matrix<Rational> q = rotation(static_cast<Index>(spectrum.size()));
  return product(q, product_transposed(diagonal(spectrum), q));
}

MomentOrder order_of(Objective objective, const Moments<Rational>& moments, const Threshold& threshold = kHalf,
                     TimeConvention convention = TimeConvention::flow, const Initialisation& start = kSmall) {
  return moment_order(objective, Depth(2), start, threshold, moments, convention, Digits(25));
}

Guaranteed time_of(Objective objective, const Feature& feature, const Threshold& threshold = kHalf) {
  return *critical_time({objective, Depth(2), feature, kSmall}, threshold, TimeConvention::flow, Digits(25)).time;
}

TEST(MomentOrder, OfDiagonalMomentsIsThatOfTheFeatures) {
  const std::vector<Rational> lambdas{1, 3, 2};
  const std::vector<Rational> variances{1, 2, 5};
  for (const Objective objective : kBothObjectives) {
    const MomentOrder answer = order_of(objective, diagonal_moments(lambdas, variances));
    EXPECT_EQ(answer.features.basis, FeatureBasis::common);
    std::vector<NamedFeature> features;
    for (std::size_t i = 0; i < 3; ++i) {
      features.push_back({std::to_string(i), Feature::with_variance(lambdas[i], variances[i])});
    }
    const LearningOrder expected =
        learning_order(objective, Depth(2), kSmall, kHalf, features, TimeConvention::flow, Digits(25));
    EXPECT_EQ(answer.order.learned, expected.learned);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(answer.order.times[i].time->decimal, expected.times[i].time->decimal);
    }
  }
}

TEST(MomentOrder, OfTurnedMomentsHasTheDigitsOfTheScalarTheory) {
  const std::vector<Rational> lambdas{3, 2, 1};  // falling, the order of the answer
  const std::vector<Rational> variances{2, 5, 1};
  for (const Objective objective : kBothObjectives) {
    for (const Threshold& threshold : {kHalf, Threshold::level(Rational(1, 10))}) {
      const MomentOrder answer = order_of(objective, {turned(variances), turned(lambdas)}, threshold);
      EXPECT_EQ(answer.features.basis, FeatureBasis::common);
      EXPECT_TRUE(answer.order.undecided.empty());
      for (std::size_t i = 0; i < 3; ++i) {
        const Guaranteed expected = time_of(objective, Feature::with_variance(lambdas[i], variances[i]), threshold);
        ASSERT_TRUE(answer.order.times[i].time) << i;
        EXPECT_TRUE(has_its_digits(*answer.order.times[i].time)) << i;
        EXPECT_EQ(answer.order.times[i].time->decimal, expected.decimal) << i;
        EXPECT_TRUE(overlaps(answer.order.times[i].time->enclosure, expected.enclosure)) << i;
      }
      Indices sorted{0, 1, 2};
      std::sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) {
        return certainly_less(answer.order.times[a].time->enclosure, answer.order.times[b].time->enclosure);
      });
      EXPECT_EQ(answer.order.learned, sorted);
    }
  }
}

TEST(MomentOrder, SaysWhenTheFeaturesMix) {
  const Moments<Rational> moments{matrix({{"1", "1/4"}, {"1/4", "1"}}), matrix({{"1", "0"}, {"0", "1/2"}})};
  const MomentOrder answer = order_of(Objective::jepa, moments);
  EXPECT_EQ(answer.features.basis, FeatureBasis::generalised);
  EXPECT_EQ(answer.order.learned.size(), 2U);
  // The prediction is that of the enclosed features: lambda and variance between rational bounds.
  for (std::size_t i = 0; i < 2; ++i) {
    const MomentFeature& feature = answer.features.features[i];
    const Feature fast =
        Feature::with_variance(feature.lambda.upper().to_rational(), feature.variance.lower().to_rational());
    const Interval near = time_of(Objective::jepa, fast).enclosure;
    const Interval off = abs(near - answer.order.times[i].time->enclosure) / near;
    EXPECT_TRUE(certainly_less(off, Interval(power(Rational(10), -20), 100)));
  }
}

TEST(MomentOrder, NegativeCovarianceIsNeverLearned) {
  const MomentOrder answer = order_of(Objective::jepa, {turned({1, 1, 2}), turned({2, 1, -1})});
  EXPECT_EQ(answer.order.learned, (Indices{0, 1}));
  EXPECT_EQ(answer.order.never, (Indices{2}));
  EXPECT_EQ(answer.order.times[2].outcome, Outcome::never);
  EXPECT_TRUE(answer.order.undecided.empty());
}

TEST(MomentOrder, StartsBeyondTheThresholdAreNotLearned) {
  const Moments<Rational> moments{turned({1, 4, 1}), turned({3, 2, 1})};  // limits rho^2 = 9, 1/4, 1
  const MomentOrder answer =
      order_of(Objective::jepa, moments, kHalf, TimeConvention::flow, Initialisation::of_encoder(Rational(1, 5)));
  EXPECT_EQ(answer.order.times[1].outcome, Outcome::already_beyond);
  EXPECT_EQ(answer.order.learned, (Indices{0, 2}));
  EXPECT_EQ(answer.order.already_beyond, (Indices{1}));
  EXPECT_EQ(answer.order.places, (Indices{1, 0, 2}));
}

TEST(MomentOrder, WhatComesDownToALevelIsNotLearned) {
  // From 1/5, at the level 1/10: limits 9 (past it), 1/100 (comes down), and lambda < 0 (vanishes).
  const Moments<Rational> moments{turned({1, 20, 1}), turned({3, 2, -1})};
  const MomentOrder answer = order_of(Objective::jepa, moments, Threshold::level(Rational(1, 10)), TimeConvention::flow,
                                      Initialisation::of_encoder(Rational(1, 5)));
  EXPECT_TRUE(answer.order.learned.empty());
  EXPECT_EQ(answer.order.already_beyond, (Indices{0}));
  Indices decreasing = answer.order.decreasing;
  std::sort(decreasing.begin(), decreasing.end());
  EXPECT_EQ(decreasing, (Indices{1, 2}));
  EXPECT_TRUE(answer.order.undecided.empty());
}

TEST(MomentOrder, WhatTheEnclosuresDoNotDecideIsNamed) {
  // Two equal features in a turned basis: the same time twice, never disjoint.
  const MomentOrder equal = order_of(Objective::jepa, {turned({1, 1, 2}), turned({2, 2, 1})});
  EXPECT_EQ(equal.order.undecided, (Pairs{{0, 1}}));
  EXPECT_EQ(equal.order.learned.size(), 3U);
  // lambda = 0 in a turned basis is enclosed, and its sign is not known: undecided with itself, learned nowhere.
  const MomentOrder zero = order_of(Objective::jepa, {turned({1, 1, 2}), turned({2, 1, 0})});
  EXPECT_EQ(zero.order.undecided, (Pairs{{2, 2}}));
  EXPECT_EQ(zero.order.learned, (Indices{0, 1}));
  EXPECT_FALSE(zero.order.times[2].time);
}

TEST(MomentOrder, PaperTimeIsDepthTimesFlowTime) {
  const Moments<Rational> moments{turned({2, 5, 1}), turned({3, 2, 1})};
  const MomentOrder flow = order_of(Objective::mae, moments);
  const MomentOrder paper = order_of(Objective::mae, moments, kHalf, TimeConvention::paper);
  for (std::size_t i = 0; i < 3; ++i) {
    const Interval quotient = paper.order.times[i].time->enclosure / flow.order.times[i].time->enclosure;
    EXPECT_TRUE(contains(quotient, Rational(2)));
    EXPECT_LT(quotient.width().to_double(), 1e-20);
  }
}

TEST(MomentOrder, RefusesInvalidMoments) {
  const Matrix<Rational> indefinite = matrix({{"1", "2"}, {"2", "1"}});
  try {
    order_of(Objective::jepa, {indefinite, identity<Rational>(2)});
    FAIL() << "accepted";
  } catch (const InvalidProblem& error) {
    EXPECT_NE(std::string(error.what()).find("sxx"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace jepa_oracle
