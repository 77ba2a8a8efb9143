#include "jepa_oracle/real.h"

#include <gtest/gtest.h>

#include <limits>

#include "jepa_oracle/errors.h"
#include "numbers.h"

namespace jepa_oracle {
namespace {

TEST(Real, AnOperationWorksAtTheLargerPrecision) {
  const Real coarse(Rational(1, 3), 100);
  const Real fine(Rational(1, 3), 500);
  EXPECT_EQ((coarse + fine).precision(), 500);
  EXPECT_EQ((fine * coarse).precision(), 500);
  EXPECT_EQ((Real(2) - fine).precision(), 500) << "integers do not raise or lower the precision";
  EXPECT_EQ((fine / 3L).precision(), 500);
  EXPECT_EQ(exp(coarse).precision(), 100);
  Real sum = coarse;
  sum += fine;
  EXPECT_EQ(sum.precision(), 500);
  Real product = fine;
  product *= coarse;
  EXPECT_EQ(product.precision(), 500);
}

TEST(Real, RoundingIsToNearest) {
  RandomRationals random(11);
  for (int i = 0; i < 200; ++i) {
    const Rational x = random.any(-40, 40) / 3;
    const Rational error = boost::multiprecision::abs(Rational(Real(x, 60).to_rational() - x));
    const Rational half_unit = boost::multiprecision::abs(x) * power(Rational(2), -60);
    EXPECT_LE(error, half_unit) << x;
  }
}

TEST(Real, FieldOperationsOnExactNumbersAreExact) {
  RandomRationals random(12);
  for (int i = 0; i < 200; ++i) {
    const Rational a(random.integer(-1'000'000, 1'000'000), 1024);
    const Rational b(random.integer(1, 1'000'000), 64);
    const Real x(a, 200);
    const Real y(b, 200);
    EXPECT_EQ((x + y).to_rational(), a + b);
    EXPECT_EQ((x - y).to_rational(), a - b);
    EXPECT_EQ((x * y).to_rational(), a * b);
    EXPECT_EQ(((x * y) / y).to_rational(), a);
    EXPECT_EQ((x * 7L / 7L).to_rational(), a);
    EXPECT_EQ((-x).to_rational(), -a);
    EXPECT_EQ(abs(x).to_rational(), boost::multiprecision::abs(a));
    EXPECT_EQ(power(y, 3).to_rational(), power(b, 3));
    EXPECT_EQ(x < y, a < b);
    EXPECT_EQ(x <= y, a <= b);
    EXPECT_EQ(x > y, a > b);
  }
}

TEST(Real, CopiesAndMovesKeepValueAndPrecision) {
  const Real third(Rational(1, 3), 333);
  Real copy = third;
  EXPECT_EQ(copy.precision(), 333);
  EXPECT_TRUE(copy == third);
  Real moved = std::move(copy);
  EXPECT_TRUE(moved == third);
  Real assigned(Rational(1, 7), 20);
  assigned = third;
  EXPECT_EQ(assigned.precision(), 333);
  EXPECT_TRUE(assigned == third);
  assigned = std::move(moved);
  EXPECT_TRUE(assigned == third);
  const Real& self = assigned;
  assigned = self;
  EXPECT_TRUE(assigned == third);
}

TEST(Real, BinaryExponentIsTheLogarithmToWithinOne) {
  EXPECT_EQ(binary_exponent(Real(0)), std::numeric_limits<long>::min());
  EXPECT_EQ(binary_exponent(Real(1) / Real(0)), std::numeric_limits<long>::max());
  RandomRationals random(13);
  for (int i = 0; i < 100; ++i) {
    const Rational x = random.any(-200, 200);
    const long e = binary_exponent(Real(x, 64));
    const Rational size = boost::multiprecision::abs(x);
    EXPECT_TRUE(power(Rational(2), e - 1) <= size && size <= power(Rational(2), e)) << x;
  }
}

TEST(Real, WhatIsNotFiniteHasNoExactValue) {
  EXPECT_THROW((Real(1) / Real(0)).to_rational(), InvalidProblem);
  EXPECT_THROW((Real(0) / Real(0)).to_rational(), InvalidProblem);
  EXPECT_EQ((Real(3) / Real(4)).to_rational(), Rational(3, 4));
}

TEST(Real, FunctionsUndoTheirInverses) {
  RandomRationals random(14);
  const Real tolerance = power(Real(2).rounded_to(300), -280);  // 20 bits for conditions up to 2^15 and a few roundings
  for (int i = 0; i < 50; ++i) {
    const Real x(random.positive(-12, 3), 300);
    const auto close = [&](const Real& y) { return abs(y - x) < tolerance * x; };
    EXPECT_TRUE(close(log(exp(x))));
    EXPECT_TRUE(close(log1p(expm1(x))));
    EXPECT_TRUE(close(power(root(x, 7), 7)));
    EXPECT_TRUE(close(root(x, 1)));
    if (x < Real(1)) {
      EXPECT_TRUE(close(atan2(sin(x), cos(x))));
    }
  }
}

}  // namespace
}  // namespace jepa_oracle
