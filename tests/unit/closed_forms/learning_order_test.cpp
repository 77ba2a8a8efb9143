#include "jepa_oracle/learning_order.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

const Threshold kHalf = Threshold::fraction(Rational(1, 2));
using Indices = std::vector<std::size_t>;

NamedFeature named(const std::string& name, const char* lambda, const char* rho) {
  return {name, Feature::with_rho(number(lambda), number(rho))};
}

LearningOrder order_of(Objective objective, const std::vector<NamedFeature>& features,
                       const Threshold& threshold = kHalf, const char* epsilon = "1e-4", long digits = 30) {
  return learning_order(objective, Depth(2), Initialisation::of_encoder(number(epsilon)), threshold, features,
                        TimeConvention::flow, Digits(digits));
}

TEST(LearningOrder, LargerCovarianceIsFirstAtEqualRho) {
  for (const Objective objective : kBothObjectives) {
    const auto order = order_of(objective, {named("a", "0.5", "1"), named("b", "2", "1"), named("c", "1", "1")});
    EXPECT_EQ(order.learned, (Indices{1, 2, 0}));
    EXPECT_TRUE(order.ties.empty() && order.undecided.empty() && order.never.empty());
    for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(has_its_digits(*order.times[i].time));
  }
}

TEST(LearningOrder, EveryFeatureStandsInExactlyOnePlace) {
  // limits 0.25 rho... at the level 0.3: reached, never (limit below), never (lambda < 0), already beyond (from above)
  const std::vector<NamedFeature> features = {named("grows", "1", "1"),
                                              named("too small", "1", "0.5"),
                                              {"dies", Feature::with_variance(-1, 1)},
                                              named("fast", "3", "1")};
  const auto order = order_of(Objective::jepa, features, Threshold::level(number("0.3")));
  EXPECT_EQ(order.learned, (Indices{3, 0}));
  EXPECT_EQ(order.never, (Indices{1, 2}));
  const auto beyond = order_of(Objective::jepa, {named("large", "1", "2"), named("small", "1", "0.5")}, kHalf, "0.2");
  EXPECT_EQ(beyond.times[1].outcome, Outcome::already_beyond);
  EXPECT_EQ(beyond.learned, (Indices{0})) << "what is past the threshold at the start is not learned";
  EXPECT_EQ(beyond.already_beyond, (Indices{1}));
  EXPECT_EQ(beyond.places, (Indices{1, 0}));
}

TEST(LearningOrder, WhatComesDownToTheThresholdIsNotLearned) {
  // From 1/2, at the level 1/10: "noise" vanishes through it, "high" (variance 10) settles at 1/100 from above, "none"
  // (variance 1) creeps to 0. "slow", whose limit is 4, could be learned, and starts past the level.
  const std::vector<NamedFeature> features = {{"noise", Feature::with_variance(-3, 1)},
                                              named("slow", "0.001", "2"),
                                              named("high", "1", "0.1"),
                                              {"none", Feature::with_variance(0, 1)}};
  for (const Objective objective : kBothObjectives) {
    const auto order =
        order_of(objective, {features[0], features[1], features[3]}, Threshold::level(number("0.1")), "0.5");
    EXPECT_TRUE(order.learned.empty());
    EXPECT_EQ(order.decreasing, (Indices{0, 2}));
    EXPECT_EQ(order.already_beyond, (Indices{1}));
    EXPECT_EQ(order.places, (Indices{0, 0, 0}));
  }
  const auto order = order_of(Objective::jepa, features, Threshold::level(number("0.1")), "0.5");
  EXPECT_EQ(order.decreasing, (Indices{0, 2, 3}));
  // The feature that reaches the level first comes down to it; the one that is learned has place 1.
  const auto mixed = order_of(Objective::jepa, {{"noise", Feature::with_variance(-9, 1)}, named("signal", "0.01", "1")},
                              Threshold::level(number("0.25")), "0.25");
  EXPECT_EQ(mixed.learned, (Indices{1})) << "a start on the level, and a limit beyond it";
  EXPECT_EQ(mixed.decreasing, (Indices{0}));
  EXPECT_EQ(mixed.places, (Indices{0, 1}));
  EXPECT_TRUE(mixed.ties.empty()) << "what is learned is not tied with what is lost";
}

TEST(LearningOrder, TiedFeaturesShareAPlaceAndTheNextOneIsNumberedByHowManyCameBefore) {
  const auto order = order_of(
      Objective::jepa, {named("c", "1", "1"), named("a", "2", "1"), named("b", "2", "1"), named("d", "-1", "-1")});
  EXPECT_EQ(order.places, (Indices{3, 1, 1, 0}));
}

TEST(LearningOrder, EqualFeaturesAreTied) {
  const auto order = order_of(
      Objective::mae, {named("a", "1", "1"), named("b", "2", "1"), named("c", "1.0", "1"), named("d", "2", "1")});
  EXPECT_EQ(order.learned.size(), 4U);
  ASSERT_EQ(order.ties.size(), 2U);
  auto first = order.ties[0];
  auto second = order.ties[1];
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  EXPECT_EQ(first, (Indices{1, 3}));
  EXPECT_EQ(second, (Indices{0, 2}));
  EXPECT_TRUE(order.undecided.empty());
}

TEST(LearningOrder, ExactlyEqualTimesOfDifferentFeaturesAreTied) {
  // lambda = 0: the time is (level^-2 - u0^-2) / (2 L sigma^2), the same for the same variance; and a start on the
  // level
  const std::vector<NamedFeature> features = {
      {"a", Feature::with_variance(0, 2)}, {"b", Feature::with_variance(-1, 2)}, {"c", Feature::with_variance(1, 2)}};
  const auto order = order_of(Objective::jepa, features, Threshold::level(number("0.0001")));
  ASSERT_EQ(order.ties.size(), 1U) << "all three start on the level, and two come down from it";
  EXPECT_EQ(order.ties[0], (Indices{0, 1}));
  EXPECT_EQ(order.learned, (Indices{2}));
}

TEST(LearningOrder, TimesThatAgreeInThousandsOfDigitsAreStillOrdered) {
  for (const Objective objective : kBothObjectives) {
    for (const char* difference : {"1e-30", "1e-400", "1e-5000"}) {
      const Rational rho = number("0.9");
      const std::vector<NamedFeature> features = {{"a", Feature::with_rho(1, rho)},
                                                  {"b", Feature::with_rho(1 + number(difference), rho)}};
      const auto order = order_of(objective, features);
      EXPECT_EQ(order.learned, (Indices{1, 0})) << difference;
      EXPECT_TRUE(order.undecided.empty() && order.ties.empty()) << difference;
      if (number(difference) < number("1e-100")) {
        EXPECT_EQ(order.times[0].time->decimal, order.times[1].time->decimal) << "the digits shown are the same";
      }
    }
  }
}

TEST(LearningOrder, RhosThatAgreeInThirtyDigitsAreOrderedAsTheBoundarySays) {
  // JEPA from a small start: the larger rho first; MAE at p = 1/2 < p0(2): the larger rho later
  const std::vector<NamedFeature> features = {{"a", Feature::with_rho(1, number("0.9"))},
                                              {"b", Feature::with_rho(1, number("0.9") + number("1e-30"))}};
  EXPECT_EQ(order_of(Objective::jepa, features).learned, (Indices{1, 0}));
  EXPECT_EQ(order_of(Objective::mae, features).learned, (Indices{0, 1}));
}

TEST(LearningOrder, WhatTheComparisonLimitDoesNotDecideIsNamed) {
  const std::vector<NamedFeature> features = {{"a", Feature::with_rho(1, number("0.9"))},
                                              {"b", Feature::with_rho(1 + number("1e-15000"), number("0.9"))},
                                              {"c", Feature::with_rho(2, number("0.9"))}};
  const auto order = order_of(Objective::jepa, features);
  ASSERT_EQ(order.undecided.size(), 1U);
  const auto [x, y] = order.undecided.front();
  EXPECT_EQ(std::min(x, y), 0U);
  EXPECT_EQ(std::max(x, y), 1U);
  EXPECT_EQ(order.learned.front(), 2U) << "the third is certain";
  EXPECT_EQ(order.learned.size(), 3U);
}

TEST(LearningOrder, AHundredFeaturesComeOutInTheOrderOfTheirCovariance) {
  RandomRationals random(51);
  std::vector<NamedFeature> features;
  for (int i = 0; i < 100; ++i) {
    features.push_back({"f" + std::to_string(i), Feature::with_rho(random.positive(-3, 3), 1)});
  }
  for (const Objective objective : kBothObjectives) {
    const auto order = order_of(objective, features);
    ASSERT_EQ(order.learned.size(), 100U);
    EXPECT_TRUE(std::is_sorted(order.learned.begin(), order.learned.end(), [&](std::size_t a, std::size_t b) {
      return features[a].feature.lambda() > features[b].feature.lambda();
    }));
  }
}

TEST(LearningOrder, NamesMustDiffer) {
  const auto complaint = [](const std::vector<NamedFeature>& features) -> std::string {
    try {
      order_of(Objective::jepa, features);
    } catch (const InvalidProblem& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(complaint({}), "features: at least one feature is needed");
  EXPECT_EQ(complaint({named("a", "1", "1"), named("b", "1", "1"), named("a", "2", "1")}),
            "features[2].name: duplicate name \"a\": features[0] has it too");
}

}  // namespace
}  // namespace jepa_oracle
