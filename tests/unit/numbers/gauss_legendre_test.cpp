#include "numbers/gauss_legendre.h"

#include <gtest/gtest.h>

#include "numbers.h"

namespace jepa_oracle {
namespace {

/// The rule applied to an even function.
template <class Function>
Interval by_rule(const GaussRule& rule, const Function& f) {
  Interval sum(0);
  for (const auto& [node, weight] : rule.points) sum += weight * f(node) * 2L;
  return sum;
}

TEST(GaussLegendre, IsExactForPolynomialsUpToItsDegreeAndNoFurther) {
  for (const long half : {1L, 2L, 5L, 20L, 60L}) {
    const GaussRule rule = gauss_rule(half, 256);
    ASSERT_EQ(rule.count(), 2 * half);
    for (long degree = 0; degree < 4 * half; degree += 2) {
      const Interval found = by_rule(rule, [degree](const Interval& x) { return power(x, degree); });
      EXPECT_TRUE(contains(found, Rational(2, degree + 1))) << half << " " << degree;
      EXPECT_GT(found.relative_bits(), 230) << half << " " << degree;
    }
    const Interval beyond = by_rule(rule, [half](const Interval& x) { return power(x, 4 * half); });
    EXPECT_FALSE(contains(beyond, Rational(2, 4 * half + 1))) << half;
  }
}

TEST(GaussLegendre, MissesByLessThanItsBound) {
  // 1 / (c^2 + x^2), c > 3: analytic on the disc of radius 3, at most 1 / (c^2 - 9) there
  const Rational c(31, 10);
  const Interval square_of_c(c * c, 256);
  const Interval right = atan2(Interval(1).rounded_to(256), Interval(c, 256)) * 2L / Interval(c, 256);
  for (const long half : {1L, 2L, 4L, 10L}) {
    const GaussRule rule = gauss_rule(half, 256);
    const Interval found = by_rule(rule, [&](const Interval& x) { return Interval(1) / (square_of_c + square(x)); });
    const Interval bound = gauss_error(rule.count(), 64) / Interval(Rational(c * c - 9), 64);
    EXPECT_TRUE(certainly_less(abs(found - right), bound)) << half;
    EXPECT_FALSE(certainly_less(abs(found - right), bound * Interval(power(Rational(10), -4), 64))) << half;
  }
}

TEST(GaussLegendre, TooFewBitsGiveNoRule) { EXPECT_TRUE(gauss_rule(200, 8).points.empty()); }

}  // namespace
}  // namespace jepa_oracle
