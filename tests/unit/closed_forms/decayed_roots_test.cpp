#include "closed_forms/decayed_roots.h"

#include <gtest/gtest.h>

#include "closed_forms/decayed_integral.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

constexpr Bits kBits = 320;

/// A curve with these exponents, whatever objective has them.
DecayedCurve curve_at(const Exponents& exponents, const Rational& decay) {
  return {exponents, number("0.9"), number("1.3"), decay};
}

/// The part of the largest decay, to 60 bits: phi at w_p.
Rational decay_of_part(const Exponents& exponents, const Rational& part) {
  const auto curve = curve_at(exponents, 0);
  const Interval peak = root(Interval(curve.peak_power(), kBits), static_cast<unsigned long>(exponents.m));
  return growth_at(curve, peak).midpoint().rounded_to(kBits).to_rational() * part;
}

/// The integral of another file, which knows of no roots.
Interval integral(const DecayedCurve& curve, const Interval& start, const Interval& end) {
  const Interval rise = power(start, curve.n());
  const DecayedSpeed speed{Interval(curve.lambda, kBits) * rise,
                           Interval(curve.saturation, kBits) * rise * power(start, curve.exponents.m),
                           Interval(curve.decay, kBits), curve.n(), curve.k()};
  return decayed_integral(speed, log(end / start), kBits);
}

void expect_same(const DecayedCurve& curve, const Interval& start, const Interval& end, const char* where) {
  const auto roots = decayed_time_over_roots(curve, start, end, kBits);
  const Interval whole = integral(curve, start, end);
  const auto message = [&] {
    return std::string(where) + ", a = " + std::to_string(curve.exponents.a) +
           ", m = " + std::to_string(curve.exponents.m);
  };
  ASSERT_TRUE(roots) << message();
  EXPECT_TRUE(certainly_positive(*roots)) << message();
  EXPECT_GT(roots->relative_bits(), 160) << message();
  EXPECT_GT(whole.relative_bits(), 160) << message();
  EXPECT_TRUE(overlaps(*roots, whole)) << message();
}

// n/d and m/d odd and even, one root of a kind and many, d > 1.
constexpr Exponents kExponents[] = {{2, 1}, {2, 2}, {2, 3}, {3, 1}, {3, 2}, {3, 4},
                                    {4, 3}, {5, 2}, {6, 5}, {7, 8}, {9, 3}, {24, 17}};

TEST(DecayedRoots, SumIsTheIntegralBetweenTheRestPoints) {
  for (const Exponents& exponents : kExponents) {
    for (const char* part : {"1e-12", "0.3", "0.99999999"}) {
      const auto curve = curve_at(exponents, decay_of_part(exponents, number(part)));
      const Interval low = enclose_unstable(curve, kBits);
      const Interval high = enclose_stable(curve, kBits);
      const auto between = [&](const char* place) { return low + (high - low) * Interval(number(place), kBits); };
      expect_same(curve, between("0.25"), between("0.75"), part);
      expect_same(curve, between("1e-9"), between("0.999999999"), part);
    }
  }
}

TEST(DecayedRoots, SumIsTheIntegralOutsideOfThem) {
  for (const Exponents& exponents : kExponents) {
    const auto curve = curve_at(exponents, decay_of_part(exponents, number("0.6")));
    const Interval low = enclose_unstable(curve, kBits);
    const Interval high = enclose_stable(curve, kBits);
    expect_same(curve, low * Interval(number("0.999"), kBits), low * Interval(number("0.01"), kBits), "dies");
    expect_same(curve, high * 9L, high * Interval(number("1.001"), kBits), "falls to the limit");
  }
}

TEST(DecayedRoots, ManyRootsAreToldApart) {
  const Exponents exponents{128, 1};
  const auto curve = curve_at(exponents, decay_of_part(exponents, number("0.5")));
  EXPECT_EQ(decayed_roots(curve), 128);
  const Interval low = enclose_unstable(curve, kBits);
  const Interval high = enclose_stable(curve, kBits);
  expect_same(curve, low + (high - low) / 4L, low + (high - low) * 3L / 4L, "128 roots");
}

TEST(DecayedRoots, CommonFactorOfTheExponentsDividesTheirNumber) {
  EXPECT_EQ(decayed_roots(curve_at({9, 4}, number("0.1"))), 3);  // n = 8, m = 4
  EXPECT_EQ(decayed_roots(curve_at({2, 3}, number("0.1"))), 4);
}

TEST(DecayedRoots, TooFewBitsGiveNothing) {
  const Exponents exponents{4, 1};
  const auto curve = curve_at(exponents, decay_of_part(exponents, number("0.5")));
  EXPECT_FALSE(decayed_time_over_roots(curve, Interval(1), Interval(1), 4));
  // a rest point on the way
  const Interval low = enclose_unstable(curve, kBits);
  EXPECT_FALSE(decayed_time_over_roots(curve, low / 2L, low * 2L, kBits));
}

}  // namespace
}  // namespace jepa_oracle
