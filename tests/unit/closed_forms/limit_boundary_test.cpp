// Tested on the closed form itself: two features of equal lambda whose limits differ by 1e-30, at a start just below
// and just above the boundary, for exponents in the table and beyond it.
#include "closed_forms/limit_boundary.h"

#include <gtest/gtest.h>

#include "closed_forms/curve.h"
#include "numbers.h"

namespace jepa_oracle {
namespace {

constexpr Bits kBits = 2048;

/// Sign of t(limit 1 + 1e-30) - t(limit 1) at lambda = 1: t = (H(q) - H(w0 / w_inf)) / w_inf^(a-1).
int later_of_larger_limit(const Exponents& exponents, Depth depth, const Rational& fraction, const Rational& w0) {
  const auto time = [&](const Rational& limit) {
    const Curve curve{exponents, Branch::increasing};
    const auto from = place_of(Interval(Rational(w0 / limit), kBits));
    return scaled_time(curve, from, place_of_fraction<Interval>(depth, fraction, kBits)) /
           power(Interval(limit, kBits), exponents.a - 1);
  };
  const Interval difference = time(1 + number("1e-30")) - time(1);
  EXPECT_TRUE(certainly_positive(difference) || certainly_negative(difference));
  return certainly_positive(difference) ? 1 : -1;
}

void expect_turn(const Exponents& exponents, Depth depth, const Rational& fraction) {
  const std::optional<Guaranteed> boundary = limit_boundary(exponents, depth, fraction, Digits(30));
  ASSERT_TRUE(boundary && boundary->decimal) << exponents.a << " " << exponents.m;
  const Rational s = number(*boundary->decimal);
  EXPECT_EQ(later_of_larger_limit(exponents, depth, fraction, s * number("0.99999999999999999999")), -1)
      << exponents.a << " " << exponents.m;
  EXPECT_EQ(later_of_larger_limit(exponents, depth, fraction, s * number("1.00000000000000000001")), 1)
      << exponents.a << " " << exponents.m;
  EXPECT_LT(power(s, depth.layers()), fraction);
}

TEST(LimitBoundary, TheOrderTurnsExactlyThereWhereMIsAtMostAMinusOne) {
  for (const auto& [a, m] : std::vector<std::pair<long, long>>{
           {2, 1}, {5, 1}, {6, 1}, {3, 2}, {4, 2}, {5, 2}, {9, 2}, {7, 3}, {8, 3}, {5, 4}, {9, 4}, {20, 7}}) {
    for (const char* fraction : {"0.01", "0.5", "0.99", "0.999999999"}) {
      expect_turn({a, m}, Depth(3), number(fraction));
    }
  }
}

TEST(LimitBoundary, AboveItTheOrderTurnsOnlyBeyondAFraction) {
  for (const auto& [a, m] : std::vector<std::pair<long, long>>{{2, 3}, {3, 3}, {3, 4}, {5, 6}, {4, 7}}) {
    const Guaranteed bound = limit_fraction_bound({a, m}, Depth(2), Digits(30));
    ASSERT_TRUE(bound.decimal);
    const Rational p0 = number(*bound.decimal);
    expect_turn({a, m}, Depth(2), 1 - (1 - p0) / 2);
    const Rational within = p0 * number("0.999999");
    EXPECT_EQ(is_within_limit_fraction_bound({a, m}, Depth(2), within), true);
    EXPECT_FALSE(limit_boundary({a, m}, Depth(2), within, Digits(10)));
    EXPECT_EQ(later_of_larger_limit({a, m}, Depth(2), within, number("0.1")), 1);
  }
}

TEST(LimitBoundary, ForAOneTheLargerLimitIsAlwaysLater) {
  for (const long m : {1L, 2L, 5L}) {
    EXPECT_FALSE(limit_boundary({1, m}, Depth(2), number("0.5"), Digits(10)));
    EXPECT_EQ(limit_fraction_bound({1, m}, Depth(2), Digits(10)).exact, Rational(1));
    EXPECT_EQ(later_of_larger_limit({1, m}, Depth(2), number("0.5"), number("0.1")), 1);
  }
}

}  // namespace
}  // namespace jepa_oracle
