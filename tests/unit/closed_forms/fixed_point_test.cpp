#include "jepa_oracle/fixed_point.h"

#include <gtest/gtest.h>

#include "numbers.h"

namespace jepa_oracle {
namespace {

constexpr Objective kBoth[] = {Objective::jepa, Objective::mae};

/// w^a (1 - w^m / rho), the velocity over lambda, at w = u^(1/L); zero at the limit.
Interval velocity(Objective objective, long depth, const Feature& feature, const Interval& w) {
  const long a = objective == Objective::jepa ? 2 * depth : depth;
  const long m = objective == Objective::jepa ? 1 : depth + 1;
  return power(w, a) * (Interval(1) - power(w, m) / Interval(feature.rho(), w.precision()));
}

TEST(FixedPoint, TheVelocityVanishesAtTheLimit) {
  for (const Objective objective : kBoth) {
    for (long depth : {1, 2, 3, 8, 64}) {
      const Feature feature = Feature::with_rho(number("0.9"), number("0.7"));
      const auto limit = encoder_limit(objective, Depth(depth), feature, Digits(60));
      ASSERT_TRUE(limit.conclusive());
      const Interval w = root(limit.enclosure, static_cast<unsigned long>(depth));
      EXPECT_TRUE(contains(velocity(objective, depth, feature, w), Rational(0))) << name_of(objective) << depth;
      // and not beside it: the interval is narrow and the sign changes across it
      const Interval below = w * Interval(1 - number("1e-50"), 200);
      const Interval above = w * Interval(1 + number("1e-50"), 200);
      EXPECT_TRUE(certainly_positive(velocity(objective, depth, feature, below)));
      EXPECT_TRUE(certainly_negative(velocity(objective, depth, feature, above)));
    }
  }
}

TEST(FixedPoint, LimitsThatAreRationalAreExact) {
  EXPECT_EQ(encoder_limit(Objective::jepa, Depth(3), Feature::with_rho(1, number("0.7")), Digits(5)).exact,
            number("0.343"));
  EXPECT_EQ(encoder_limit(Objective::mae, Depth(1), Feature::with_rho(1, number("0.49")), Digits(5)).exact,
            number("0.7"));
  EXPECT_EQ(encoder_limit(Objective::mae, Depth(1), Feature::with_rho(1, number("0.5")), Digits(5)).exact,
            std::nullopt);
  EXPECT_EQ(encoder_limit(Objective::mae, Depth(2), Feature::with_rho(1, number("0.008")), Digits(5)).exact,
            number("0.04"));
  for (const Rational& lambda : {Rational(0), Rational(-1)}) {
    EXPECT_EQ(encoder_limit(Objective::jepa, Depth(2), Feature::with_variance(lambda, 1), Digits(5)).exact,
              Rational(0));
  }
}

TEST(FixedPoint, TheRateIsTheSlopeOfTheVelocityAtTheLimit) {
  // r = -lambda d/dw [w^a (1 - w^m/rho)] = lambda m w^a w^(m-1) / rho there; as a difference quotient over 1e-30
  const Feature feature = Feature::with_rho(number("0.9"), number("0.7"));
  const Interval lambda(feature.lambda(), 400);
  for (const Objective objective : kBoth) {
    for (long depth : {1, 2, 3, 8}) {
      const auto rate = approach_rate(objective, Depth(depth), feature, TimeConvention::flow, Digits(25));
      const auto limit = encoder_limit(objective, Depth(depth), feature, Digits(100));
      const Interval w = root(limit.enclosure.rounded_to(400), static_cast<unsigned long>(depth));
      const Interval h(number("1e-30"), 400);
      const Interval quotient = -(lambda * velocity(objective, depth, feature, w + h) / h);
      const Interval error = abs(quotient / rate.enclosure - Interval(1));
      EXPECT_TRUE(certainly_less(error, Interval(number("1e-24"), 100))) << name_of(objective) << depth;
      // paper time is L times flow time, so rates per paper time are L times smaller
      const auto paper = approach_rate(objective, Depth(depth), feature, TimeConvention::paper, Digits(25));
      EXPECT_TRUE(overlaps(paper.enclosure * depth, rate.enclosure));
    }
  }
}

TEST(FixedPoint, WithoutALimitAboveZeroTheRateIsThatOfTheLinearisedFlow) {
  const Feature negative = Feature::with_variance(number("-0.3"), 1);
  EXPECT_EQ(approach_rate(Objective::mae, Depth(1), negative, TimeConvention::flow, Digits(5)).exact, number("0.3"));
  EXPECT_EQ(approach_rate(Objective::mae, Depth(2), negative, TimeConvention::flow, Digits(5)).exact, Rational(0));
  EXPECT_EQ(approach_rate(Objective::jepa, Depth(1), negative, TimeConvention::flow, Digits(5)).exact, Rational(0));
}

TEST(FixedPoint, ComparisonsAreExactHoweverClose) {
  for (const Objective objective : kBoth) {
    for (long depth : {1, 2, 3, 8, 64}) {
      // rho = r^(L+1): both limits are rational, r^(L(L+1)) and r^L
      const Rational r(3, 4);
      const Feature feature = Feature::with_rho(1, power(r, depth + 1));
      const Rational limit = power(r, objective == Objective::jepa ? depth * (depth + 1) : depth);
      EXPECT_EQ(exact_encoder_limit(objective, Depth(depth), feature), limit);
      for (const char* distance : {"0", "1e-5", "1e-19", "1e-20", "1e-40", "1e-2000"}) {
        const Rational d = number(distance);
        const int expected = d == 0 ? 0 : 1;
        EXPECT_EQ(compare_with_limit(objective, Depth(depth), feature, limit * (1 + d)), expected) << depth << distance;
        EXPECT_EQ(compare_with_limit(objective, Depth(depth), feature, limit * (1 - d)), -expected)
            << depth << distance;
        const Rational p(1, 3);
        EXPECT_EQ(compare_with_fraction_of_limit(objective, Depth(depth), feature, p * limit * (1 + d), p), expected);
        EXPECT_EQ(compare_with_fraction_of_limit(objective, Depth(depth), feature, p * limit * (1 - d), p), -expected);
      }
    }
  }
}

}  // namespace
}  // namespace jepa_oracle
