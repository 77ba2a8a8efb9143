// Integrals of rational functions against primitives that are known.
#include "rational_integral.h"

#include <gtest/gtest.h>

#include "scenarios/curve_time.h"
#include "suite/judgement.h"

namespace jepa_oracle::properties {
namespace {

Interval exact(const Rational& value) { return Interval(value, 160); }

void expect_same(const Interval& a, const Interval& b) {
  Judgement judgement;
  judgement.require_same("integral", a, b, 60);
  EXPECT_EQ(judgement.verdict(), Verdict::holds) << judgement.reason();
}

TEST(RationalIntegral, AgreesWithTheLogarithm) {
  for (const auto& [a, b] : {std::pair(Rational(1, 1000), Rational(7)), std::pair(Rational(5), Rational(1, 3)),
                             std::pair(Rational(-2), Rational(-9))}) {
    expect_same(integrate_rational({1}, {0, 1}, a, b), log(exact(b / a)));
  }
}

TEST(RationalIntegral, AgreesWithTheAngle) {
  // dz / (1 + z^2), which no point of the line stops, but the zeros +-i do shorten the cells
  expect_same(integrate_rational({1}, {1, 0, 1}, -3, 5), atan2(exact(5), exact(1)) + atan2(exact(3), exact(1)));
}

TEST(RationalIntegral, HasANumerator) {
  // (3 z^2) / (1 + z^3)
  expect_same(integrate_rational({0, 0, 3}, {1, 0, 0, 1}, 0, 4), log(exact(65)));
}

TEST(RationalIntegral, AgreesWithTheTimeAlongACurve) {
  const Depth depth(3);
  const Feature feature = Feature::with_rho(Rational(7, 5), Rational(9, 10));
  const Rational c(-1, 3);
  Polynomial velocity{feature.lambda(), -feature.variance()};
  velocity = polynomial_product(velocity, polynomial_power({-c, 0, 1}, depth.layers()));
  for (const auto& [v0, v1] : {std::pair(Rational(-2), Rational(4, 5)), std::pair(Rational(3), Rational(1))}) {
    expect_same(integrate_rational({1}, velocity, v0, v1), time_along_curve(depth, feature, c, v0, v1));
  }
}

TEST(RationalIntegral, TakesAsManyCellsAsALongWayNeeds) {
  // 1/z over 200 powers of two is more cells than a few hundred
  expect_same(integrate_rational({1}, {0, 1}, power(Rational(2), -100), power(Rational(2), 100)), log(exact(2)) * 200L);
}

TEST(RationalIntegral, RefusesToIntegrateAcrossAZeroOrUpToIt) {
  EXPECT_FALSE(integrate_rational({1}, {0, 1}, -1, 1).is_bounded());
  EXPECT_FALSE(integrate_rational({1}, {0, 1}, 1, 0).is_bounded());
}

TEST(Polynomial, IsMultipliedOut) {
  EXPECT_EQ(polynomial_product({1, 2}, {3, 0, 1}), (Polynomial{3, 6, 1, 2}));
  EXPECT_EQ(polynomial_power({1, 1}, 3), (Polynomial{1, 3, 3, 1}));
  EXPECT_EQ(polynomial_power({1, 1}, 0), Polynomial{1});
}

}  // namespace
}  // namespace jepa_oracle::properties
