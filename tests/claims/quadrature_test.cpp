// The independent route against integrals that are known by other means.
#include "scenarios/quadrature.h"

#include <gtest/gtest.h>

#include "suite/judgement.h"

namespace jepa_oracle::properties {
namespace {

Interval exact(const Rational& value) { return Interval(value, 160); }

void expect_same(const Interval& a, const Interval& b) {
  Judgement judgement;
  judgement.require_same("integral", a, b, 60);
  EXPECT_EQ(judgement.verdict(), Verdict::holds) << judgement.reason();
}

TEST(Quadrature, AgreesWithTheLogisticTime) {
  // dw / (w - w^2) = d ln(w/(1-w))
  const auto logit = [](const Rational& w) { return log(exact(w / (1 - w))); };
  const Rational from(1, 1000);
  const Rational to(999, 1000);
  expect_same(integrate_reciprocal(1, 1, 1, 2, exact(from), exact(to)), logit(to) - logit(from));
}

TEST(Quadrature, AgreesWithAPowerWhenTheLinearTermIsAbsent) {
  // dw / (-2 w^3) = d (1/4) w^-2
  const auto primitive = [](const Rational& w) { return exact(1 / (4 * w * w)); };
  expect_same(integrate_reciprocal(0, 1, 2, 3, exact(5), exact(Rational(1, 10))),
              primitive(Rational(1, 10)) - primitive(5));
}

TEST(Quadrature, IsAdditiveAndReversible) {
  for (const long a : {1L, 3L, 16L}) {
    for (const int sign : {1, -1}) {
      const Rational size = sign;
      const auto piece = [&](const Rational& x, const Rational& y) {
        return integrate_reciprocal(size, a, Rational(1, 3), a + 2, exact(x), exact(y));
      };
      const Rational x(1, 10);
      const Rational y(1, 2);
      const Rational z(3, 2);
      expect_same(piece(x, z), piece(x, y) + piece(y, z));
      expect_same(piece(x, z), -piece(z, x));
    }
  }
}

TEST(Quadrature, RefusesToIntegrateAcrossTheZero) {
  EXPECT_FALSE(integrate_reciprocal(1, 1, 1, 2, exact(Rational(1, 2)), exact(2)).is_bounded());
  EXPECT_FALSE(integrate_reciprocal(1, 1, 1, 2, exact(-1), exact(Rational(1, 2))).is_bounded());
}

}  // namespace
}  // namespace jepa_oracle::properties
