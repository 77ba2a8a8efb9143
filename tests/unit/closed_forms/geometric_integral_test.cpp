// J(a, m, sigma; x) = integral from 0 to x of y^(a-1) / (1 - sigma y^m) dy, for every (a, m, sigma) the closed forms
// use.
#include "closed_forms/geometric_integral.h"

#include <gtest/gtest.h>

#include <vector>

#include "jepa_oracle/decimal.h"
#include "numbers.h"

namespace jepa_oracle {
namespace {

constexpr Bits kBits = 200;

struct Kind {
  long a, m;
  int sigma;
};

/// jepa: tails a = 2L, m = 1 (x < 1/2 only); mae: a = 2 and a = 2L with m = L+1.
std::vector<Kind> kinds_of_mae() {
  std::vector<Kind> kinds;
  for (long depth : {1, 2, 3, 4, 5, 6, 7, 8, 64}) {
    for (int sigma : {1, -1}) {
      kinds.push_back({2, depth + 1, sigma});
      kinds.push_back({2 * depth, depth + 1, sigma});
    }
  }
  return kinds;
}

std::string show(const Kind& kind, const Rational& x) {
  return "J(" + std::to_string(kind.a) + ", " + std::to_string(kind.m) + ", " + std::to_string(kind.sigma) + "; " +
         to_fraction(x) + ")";
}

Interval integral(const Kind& kind, const Rational& x, Bits bits) {
  return geometric_integral(kind.a, kind.m, kind.sigma, Interval(x, bits), Interval(Rational(1 - x), bits));
}

/// The series summed term by term in wide arithmetic, for x < 1, until the rest is negligible beside the first.
Interval by_plain_series(const Kind& kind, const Rational& x, Bits bits) {
  const Interval y(x, 4 * bits);
  Interval power_of_y = power(y, kind.a);
  const Interval ratio = power(y, kind.m);
  Interval sum(0);
  long sign = 1;
  const Interval negligible = power_of_y * Interval(power(Rational(2), -2 * bits), 4 * bits);
  for (long j = 0; !certainly_less(power_of_y, negligible * (Interval(1) - ratio)); ++j, sign *= kind.sigma) {
    sum += power_of_y * sign / (kind.a + j * kind.m);
    power_of_y *= ratio;
  }
  const Interval rest = power_of_y / (Interval(1) - ratio);
  return sum + hull(-rest, rest);
}

TEST(GeometricIntegral, AgreesWithTheSeriesSummedTermByTerm) {
  // On both sides of every switch between the routes.
  for (const Kind& kind : kinds_of_mae()) {
    for (const char* text : {"1e-40", "0.01", "0.3", "0.5", "0.7", "0.8", "0.9", "0.95", "0.99"}) {
      const Rational x = number(text);
      const Interval ours = integral(kind, x, kBits);
      const Interval theirs = by_plain_series(kind, x, kBits);
      EXPECT_TRUE(overlaps(ours, theirs)) << show(kind, x);
      EXPECT_GE(theirs.relative_bits(), kBits / 2) << "the comparison itself";
      EXPECT_GE(ours.relative_bits(), kBits - 24) << show(kind, x);
    }
  }
}

TEST(GeometricIntegral, JepaTailIsALogarithmWithoutItsHead) {
  // m = 1: J(a, 1, 1; x) = -ln(1-x) - sum_{n<a} x^n/n,  J(a, 1, -1; x) = (-1)^(a+1) (ln(1+x) - ...)
  for (long a : {2, 4, 6, 16, 128}) {
    for (const char* text : {"0.5", "0.25", "0.01"}) {
      for (int sigma : {1, -1}) {
        const Rational x = number(text);
        const Bits bits = 2000;
        Interval head = sigma > 0 ? -log(Interval(Rational(1 - x), bits)) : -log(Interval(Rational(1 + x), bits));
        for (long n = 1; n < a; ++n) head += -(Interval(power(sigma * x, n), bits) / n);
        const Interval expected = a % 2 == 0 || sigma > 0 ? head : -head;
        const Interval ours = integral({a, 1, sigma}, x, kBits);
        EXPECT_TRUE(overlaps(ours, expected)) << show({a, 1, sigma}, x);
        EXPECT_GE(ours.relative_bits(), kBits - 16) << show({a, 1, sigma}, x);
      }
    }
  }
}

TEST(GeometricIntegral, ItsDifferenceQuotientIsAValueOfTheIntegrand) {
  // Mean value theorem on [x, x+h]; for sigma = -1 also beyond 1, where no series reaches.
  for (const Kind& kind : kinds_of_mae()) {
    for (const char* text : {"0.2", "0.7", "0.97", "0.9999999", "1.5", "2"}) {
      const Rational x = number(text);
      if (kind.sigma > 0 && x > 1) {
        continue;
      }
      const Rational h = number("1e-12");
      const Interval quotient = (integral(kind, x + h, kBits) - integral(kind, x, kBits)) / Interval(h, kBits);
      const Interval range = hull(Interval(x, kBits), Interval(Rational(x + h), kBits));
      const Interval integrand =
          power(range, kind.a - 1) / (Interval(1) - power(range, kind.m) * static_cast<long>(kind.sigma));
      EXPECT_TRUE(contains(integrand, quotient)) << show(kind, x);
      EXPECT_GE(integrand.relative_bits(), 5) << show(kind, x);
    }
  }
}

TEST(GeometricIntegral, NearThePoleTheSmallComplementKeepsItsDigits) {
  // J ~ -ln(1-x)/m: at 1 - x = 10^-k the difference of two k is ln(10)/m to within 10^-k.
  for (const Kind& kind : kinds_of_mae()) {
    if (kind.sigma < 0) {
      continue;
    }
    const auto at = [&](const char* complement) {
      const Interval c(number(complement), kBits);
      return geometric_integral(kind.a, kind.m, 1, Interval(Rational(1 - number(complement)), kBits), c);
    };
    const Interval difference = at("1e-51") - at("1e-50") - log(Interval(10L).rounded_to(kBits)) / kind.m;
    EXPECT_TRUE(contains(between("-1e-46", "1e-46", kBits), difference)) << kind.a << " " << kind.m;
  }
}

TEST(GeometricIntegral, AnEnclosureOfAnIntervalContainsThoseOfItsPoints) {
  for (const Kind& kind : kinds_of_mae()) {
    const Interval wide =
        geometric_integral(kind.a, kind.m, kind.sigma, between("0.4", "0.9", kBits), between("0.1", "0.6", kBits));
    for (const char* text : {"0.4", "0.55", "0.9"}) {
      EXPECT_TRUE(contains(wide, integral(kind, number(text), kBits))) << show(kind, number(text));
    }
  }
}

TEST(GeometricIntegral, TheApproximationLiesInTheEnclosure) {
  for (const Kind& kind : kinds_of_mae()) {
    for (const char* text : {"0.1", "0.6", "0.97"}) {
      const Rational x = number(text);
      const Real approximate =
          geometric_integral(kind.a, kind.m, kind.sigma, Real(x, 2 * kBits), Real(Rational(1 - x), 2 * kBits));
      EXPECT_TRUE(contains(integral(kind, x, kBits), Interval(approximate))) << show(kind, x);
    }
  }
}

}  // namespace
}  // namespace jepa_oracle
