#include "jepa_oracle/interval.h"

#include <gtest/gtest.h>

#include <limits>

#include "jepa_oracle/decimal.h"
#include "numbers.h"

namespace jepa_oracle {
namespace {

constexpr Bits kBits = 120;

/// An interval with a rational point in it: a point, a few units wide, or wide.
struct Sample {
  Interval interval;
  Rational point;
};

Sample sample(RandomRationals& random, long low, long high, bool positive) {
  const Rational a = positive ? random.positive(low, high) : random.any(low, high);
  const Rational size = boost::multiprecision::abs(a);
  const long shape = random.integer(0, 2);
  if (shape == 0) return {Interval(a, kBits), a};
  const Rational width = shape == 1 ? Rational(size * power(Rational(2), -kBits + 10)) : random.positive(low, high);
  const Rational b = a + width;
  return {hull(Interval(a, kBits), Interval(b, kBits)), a + width * Rational(random.integer(0, 100), 100)};
}

std::string show(const Interval& x) {
  return "[" + decimal_below(x.lower(), Digits(25)) + ", " + decimal_above(x.upper(), Digits(25)) + "]";
}

TEST(Interval, FieldOperationsContainWhatTheyDoToPoints) {
  RandomRationals random(21);
  for (int i = 0; i < 2000; ++i) {
    const auto [X, x] = sample(random, -30, 30, false);
    const auto [Y, y] = sample(random, -30, 30, false);
    ASSERT_TRUE(contains(X, x) && contains(Y, y));
    EXPECT_TRUE(contains(X + Y, x + y)) << show(X) << " + " << show(Y);
    EXPECT_TRUE(contains(X - Y, x - y)) << show(X) << " - " << show(Y);
    EXPECT_TRUE(contains(X * Y, x * y)) << show(X) << " * " << show(Y);
    EXPECT_TRUE(contains(X * 7L, x * 7) && contains(X * -7L, x * -7)) << show(X);
    EXPECT_TRUE(contains(X / 7L, x / 7) && contains(X / -7L, x / -7)) << show(X);
    EXPECT_TRUE(contains(-X, -x) && contains(abs(X), boost::multiprecision::abs(x))) << show(X);
    EXPECT_TRUE(contains(square(X), x * x)) << show(X);
    Interval sum = X;
    sum += Y;
    Interval product = X;
    product *= Y;
    EXPECT_TRUE(contains(sum, x + y) && contains(product, x * y)) << show(X) << show(Y);
    const bool divisible = certainly_positive(Y) || certainly_negative(Y);
    EXPECT_EQ((X / Y).is_bounded(), divisible) << show(X) << " / " << show(Y);
    if (divisible) {
      EXPECT_TRUE(contains(X / Y, x / y)) << show(X) << " / " << show(Y);
    }
    for (long n = 0; n <= 7; ++n) EXPECT_TRUE(contains(power(X, n), power(x, n))) << show(X) << "^" << n;
    if (certainly_positive(X) || certainly_negative(X)) {
      for (long n = 1; n <= 7; ++n) EXPECT_TRUE(contains(power(X, -n), power(x, -n))) << show(X) << "^-" << n;
    }
  }
}

TEST(Interval, RootsContainTheExactRoots) {
  RandomRationals random(22);
  for (int i = 0; i < 1000; ++i) {
    const auto [X, x] = sample(random, -60, 60, true);
    const long n = random.integer(1, 12);
    EXPECT_TRUE(contains(power(root(X, static_cast<unsigned long>(n)), n), x)) << show(X) << " root " << n;
    const Interval of_power = root(Interval(power(x, n), kBits), static_cast<unsigned long>(n));
    EXPECT_TRUE(contains(of_power, x)) << x << " root " << n;
    EXPECT_GE(of_power.relative_bits(), kBits - 4) << x << " root " << n;
  }
}

using MpfrFunction = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/// Enclosure of an increasing function at one point, by MPFR alone and with far more bits than the interval has.
Interval by_mpfr(MpfrFunction function, const Rational& x) {
  const Bits bits = 4 * kBits;
  Real low = Real(0).rounded_to(bits);
  Real high = low;
  const Interval point(x, bits);
  function(low.get(), point.lower().get(), MPFR_RNDD);
  function(high.get(), point.upper().get(), MPFR_RNDU);
  return Interval(low, high);
}

TEST(Interval, TranscendentalFunctionsContainTheirValues) {
  RandomRationals random(23);
  const auto check = [](const char* name, const Interval& F, const Interval& f, const Interval& X) {
    EXPECT_TRUE(contains(F, f)) << name << show(X) << " = " << show(F) << " misses " << show(f);
  };
  for (int i = 0; i < 1000; ++i) {
    const auto [X, x] = sample(random, -40, 6, true);
    check("exp", exp(X), by_mpfr(mpfr_exp, x), X);
    check("exp", exp(-X), by_mpfr(mpfr_exp, -x), -X);
    check("expm1", expm1(X), by_mpfr(mpfr_expm1, x), X);
    check("log", log(X), by_mpfr(mpfr_log, x), X);
    check("log1p", log1p(X), by_mpfr(mpfr_log1p, x), X);
    // ln of the whole positive axis, and exp of small and large numbers
    const Rational far = x * power(Rational(2), random.integer(-5000, 5000));
    check("log", log(Interval(far, kBits)), by_mpfr(mpfr_log, far), Interval(far, kBits));
  }
}

TEST(Interval, AnglesContainTheAngleOfEveryPoint) {
  RandomRationals random(24);
  for (int i = 0; i < 1000; ++i) {
    const auto [Y, y] = sample(random, -20, 20, random.coin());
    const auto [X, x] = sample(random, -20, 20, random.coin());
    if (x == 0 && y == 0) continue;
    const Interval angle = atan2(Y, X);
    const Interval fine = atan2(Interval(y, 4 * kBits), Interval(x, 4 * kBits));
    if (!angle.is_bounded()) continue;
    // tan of the angle is y/x: checked by the sine of the difference, x sin - y cos = 0, for points alone
    const Interval residual = Interval(x, 4 * kBits) * sin(fine) - Interval(y, 4 * kBits) * cos(fine);
    EXPECT_TRUE(contains(residual, Rational(0)));
    EXPECT_TRUE(contains(angle, fine)) << show(Y) << show(X) << show(angle) << show(fine);
  }
}

TEST(Interval, NarrowArgumentsGiveNarrowValues) {
  RandomRationals random(25);
  for (int i = 0; i < 500; ++i) {
    const Rational x = random.positive(-20, 6);
    const Interval X(x, kBits);  // not a point: 10^9 in the denominator
    const Interval Y(random.positive(-3, 3), kBits);
    EXPECT_GE(root(X, 5).relative_bits(), kBits - 4);
    EXPECT_GE(power(X, 9).relative_bits(), kBits - 8);
    EXPECT_GE(exp(X).relative_bits(), kBits - 3 - 7) << "the condition of exp at x < 2^7 is x: 7 bits";
    EXPECT_LE(log(X).width(), power(Real(2), -kBits + 3) * Real(16))
        << "|log| < 16 here, and one unit of x is 2^-119 of it";
    EXPECT_GE(atan2(Y, Interval(random.any(-3, 3), kBits)).relative_bits(), kBits - 14);
  }
}

TEST(Interval, PointsOfKnownValueArePoints) {
  EXPECT_TRUE(contains(log(Interval(1)), Rational(0)));
  EXPECT_EQ(log(Interval(1)).width().to_double(), 0);
  EXPECT_EQ(exp(Interval(0)).width().to_double(), 0);
  EXPECT_EQ(root(Interval(49), 2).width().to_double(), 0);
  EXPECT_EQ(root(Interval(0), 3).width().to_double(), 0);
  EXPECT_EQ(Interval(number("0.125"), 20).width().to_double(), 0);
  EXPECT_GT(Interval(number("0.1"), 20).width().to_double(), 0);
  EXPECT_TRUE(contains(Interval(number("0.1"), 20), number("0.1")));
}

TEST(Interval, PiIsBetweenArchimedesBounds) {
  const Interval pi = pi_like(Interval(1L).rounded_to(1000));
  EXPECT_TRUE(certainly_less(Interval(Rational(223, 71), 1000), pi) &&
              certainly_less(pi, Interval(Rational(22, 7), 1000)));
  EXPECT_GE(pi.relative_bits(), 998);
  EXPECT_TRUE(contains(sin(pi), Rational(0)));
  EXPECT_TRUE(contains(cos(pi), Rational(-1)));
}

TEST(Interval, NothingIsCertainOfUndefinedAndUnboundedIntervals) {
  const Interval straddling = between("-1", "1", 53);
  const Interval one(1);
  for (const Interval& x : {Interval(0) / Interval(0), one / straddling, one / Interval(0), log(Interval(-1)),
                            log(straddling), root(Interval(-1), 2), root(straddling, 3), log1p(Interval(-2)),
                            log(Interval(-1)) + one, (one / straddling) * straddling}) {
    EXPECT_FALSE(x.is_bounded());
    EXPECT_FALSE(certainly_positive(x));
    EXPECT_FALSE(certainly_negative(x));
    EXPECT_FALSE(certainly_less(x, Interval(1'000'000)));
    EXPECT_FALSE(certainly_less(Interval(-1'000'000), x));
    EXPECT_TRUE(overlaps(x, one));
    EXPECT_EQ(x.relative_bits(), std::numeric_limits<long>::min());
    EXPECT_FALSE(decimal_of(x, Digits(5)).has_value());
    EXPECT_FALSE(contains(Interval(Real(-9), Real(9)), x));
  }
}

TEST(Interval, TheHullOfAnythingUndefinedIsUndefined) {
  const Interval undefined = log(Interval(-1));
  EXPECT_FALSE(hull(undefined, Interval(1)).is_bounded());
  EXPECT_FALSE(hull(Interval(1), undefined).is_bounded());
  const Interval both = hull(Interval(3), Interval(-2));
  EXPECT_TRUE(contains(both, Rational(-2)) && contains(both, Rational(3)) && !contains(both, Rational(4)) &&
              !contains(both, Rational(-3)));
}

TEST(Interval, DecisionsNeedEveryPairOfPoints) {
  const Interval low = between("1", "2", 53);
  const Interval high = between("2", "3", 53);
  EXPECT_FALSE(certainly_less(low, high)) << "they share 2";
  EXPECT_TRUE(certainly_less(low, between("2.0001", "3", 53)));
  EXPECT_TRUE(overlaps(low, high));
  EXPECT_FALSE(overlaps(low, between("2.0001", "3", 53)));
  EXPECT_FALSE(certainly_positive(between("0", "1", 53)));
  EXPECT_FALSE(certainly_negative(between("-1", "0", 53)));
  EXPECT_TRUE(contains(low, between("1.2", "1.9", 53)));
  EXPECT_FALSE(contains(between("1.2", "1.9", 53), low));
}

TEST(Interval, RelativeBitsMeasureTheWidth) {
  EXPECT_EQ(Interval(7).relative_bits(), std::numeric_limits<long>::max());
  EXPECT_EQ(between("-1", "1", 53).relative_bits(), std::numeric_limits<long>::min());
  const Interval x(Real(Rational(1), 200), Real(1 + power(Rational(2), -100), 200));
  EXPECT_NEAR(static_cast<double>(x.relative_bits()), 100, 1);
  EXPECT_NEAR(static_cast<double>((x * 3L).relative_bits()), 100, 2);
}

TEST(Interval, CopiesMovesAndRoundingKeepTheEnclosure) {
  const Interval third(Rational(1, 3), 300);
  const Interval rounded = third.rounded_to(40);
  EXPECT_TRUE(contains(rounded, third));
  EXPECT_GE(rounded.relative_bits(), 38);
  Interval copy = third;
  EXPECT_EQ(copy.precision(), 300);
  Interval moved = std::move(copy);
  EXPECT_TRUE(contains(moved, third) && contains(third, moved));
  Interval assigned(5);
  assigned = third;
  EXPECT_TRUE(contains(assigned, third) && contains(third, assigned));
  EXPECT_TRUE(third.lower() <= third.midpoint() && third.midpoint() <= third.upper());
}

}  // namespace
}  // namespace jepa_oracle
