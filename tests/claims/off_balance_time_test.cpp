// Times off balance against integrals of the same rational functions multiplied out, and where layers are equal against
// the time along their curve.
#include "scenarios/off_balance_time.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "rational_integral.h"
#include "scenarios/curve_time.h"
#include "scenarios/quadrature.h"
#include "suite/judgement.h"

namespace jepa_oracle::properties {
namespace {

const Feature kFeature = Feature::with_rho(Rational(7, 5), Rational(9, 10));

void expect_same(const Interval& a, const Interval& b) {
  Judgement judgement;
  judgement.require_same("time", a, b, 50);
  EXPECT_EQ(judgement.verdict(), Verdict::holds) << judgement.reason();
}

/// dz/dt = sigma^2 z w^(L-1) (rho - v w^L), both sides times powers of 2z.
Interval multiplied_out(long depth, const Rational& c, const Rational& z0, const Rational& z1) {
  const Polynomial z{Rational(0), Rational(1)};
  const Polynomial twice_zw{Rational(-c), Rational(0), Rational(1)};
  const Polynomial twice_zv{c, Rational(0), Rational(1)};
  Polynomial bracket = polynomial_product({kFeature.rho() * power(Rational(2), depth + 1)},
                                          polynomial_power(z, depth + 1));
  const Polynomial moved = polynomial_product(twice_zv, polynomial_power(twice_zw, depth));
  bracket.resize(std::max(bracket.size(), moved.size()), Rational(0));
  for (std::size_t i = 0; i < moved.size(); ++i) bracket[i] -= moved[i];
  const Polynomial numerator = polynomial_product({Rational(power(Rational(2), 2 * depth) / kFeature.variance())},
                                                  polynomial_power(z, 2 * depth - 1));
  return integrate_rational(numerator, polynomial_product(polynomial_power(twice_zw, depth - 1), bracket), z0, z1);
}

TEST(TimeOffBalance, OfUnequalLayersIsTheIntegralMultipliedOut) {
  const std::vector<Rational> c{Rational(-1, 3), Rational(-2), Rational(-1, 3), Rational(-7, 2)};
  Polynomial velocity{kFeature.lambda(), -kFeature.variance()};
  for (const Rational& one : c) velocity = polynomial_product(velocity, {Rational(-one), Rational(0), Rational(1)});
  for (const auto& [v0, v1] : {std::pair(Rational(-2), Rational(4, 5)), std::pair(Rational(3), Rational(1))}) {
    expect_same(time_off_balance_jepa(kFeature, c, v0, v1), integrate_rational({1}, velocity, v0, v1));
  }
}

TEST(TimeOffBalance, OfEqualLayersIsTheTimeAlongTheirCurve) {
  for (const long depth : {1L, 3L, 20L, 64L}) {
    const Rational c(1, 9);
    const std::vector<Rational> all(static_cast<std::size_t>(depth), c);
    for (const auto& [v0, v1] : {std::pair(Rational(2, 5), Rational(4, 5)), std::pair(Rational(-3), Rational(-1, 2))}) {
      expect_same(time_off_balance_jepa(kFeature, all, v0, v1), time_along_curve(Depth(depth), kFeature, c, v0, v1));
    }
  }
}

TEST(TimeOffBalance, UnderMaeIsTheIntegralMultipliedOut) {
  for (const long depth : {2L, 3L, 7L}) {
    // learned from either side, across v = 0, and collapsing
    for (const auto& [c, z0, z1] :
         {std::tuple(Rational(1, 5), Rational(3, 5), Rational(1)), std::tuple(Rational(1, 5), Rational(5), Rational(3)),
          std::tuple(Rational(-1, 5), Rational(1, 10), Rational(1)),
          std::tuple(Rational(1, 5), Rational(-1, 10), Rational(-2, 5))}) {
      expect_same(time_off_balance_mae(kFeature, Depth(depth), c, z0, z1), multiplied_out(depth, c, z0, z1));
    }
  }
}

TEST(TimeOffBalance, FromBalanceIsThatOfTheBalancedFeature) {
  // c = 0: w = v = z/2
  for (const long depth : {2L, 5L, 64L}) {
    expect_same(time_off_balance_mae(kFeature, Depth(depth), 0, Rational(9, 5), Rational(19, 10)),
                integrated_time(Objective::mae, Depth(depth), kFeature, Interval(Rational(9, 10), 192),
                                Interval(Rational(19, 20), 192)));
  }
}

TEST(TimeOffBalance, IsRefusedAcrossAPlaceOfRestOrUpToIt) {
  const std::vector<Rational> c{Rational(1, 4), Rational(-1)};
  EXPECT_FALSE(time_off_balance_jepa(kFeature, c, Rational(3, 4), Rational(1)).is_bounded());  // rho = 9/10
  EXPECT_FALSE(time_off_balance_jepa(kFeature, c, Rational(3, 4), Rational(9, 10)).is_bounded());
  EXPECT_FALSE(time_off_balance_jepa(kFeature, c, Rational(3, 4), Rational(1, 2)).is_bounded());
  EXPECT_FALSE(time_off_balance_mae(kFeature, Depth(3), Rational(1, 4), Rational(-1, 4), Rational(-1, 2)).is_bounded());
}

}  // namespace
}  // namespace jepa_oracle::properties
