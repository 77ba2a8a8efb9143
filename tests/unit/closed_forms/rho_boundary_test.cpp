// The boundaries are tested on the critical times themselves: two features whose rho differ by 1e-30, at a start just
// below and just above the boundary.
#include "jepa_oracle/rho_boundary.h"

#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "problems.h"

namespace jepa_oracle {
namespace {

constexpr Bits kBits = 2048;

/// Sign of t(larger rho) - t(smaller rho) at equal lambda, both near rho = 1, from the layer amplitude w0.
int later_of_larger_rho(Objective objective, long depth, const Rational& fraction, const Rational& w0) {
  const auto time = [&](const Rational& rho) {
    const ScalarProblem problem = {objective, Depth(depth), Feature::with_rho(1, rho), Initialisation::of_layer(w0)};
    EXPECT_EQ(outcome_of(problem, Threshold::fraction(fraction)), Outcome::reached);
    return enclose_critical_time(problem, Threshold::fraction(fraction), TimeConvention::flow, kBits);
  };
  const Interval difference = time(1 + number("1e-30")) - time(1);
  EXPECT_TRUE(certainly_positive(difference) || certainly_negative(difference));
  return certainly_positive(difference) ? 1 : -1;
}

Rational near(const Guaranteed& boundary, const char* factor) { return number(*boundary.decimal) * number(factor); }

TEST(RhoBoundary, JepaOrderTurnsExactlyThere) {
  for (const long depth : kDepths) {
    for (const char* text : {"0.01", "0.5", "0.99", "0.999999999999"}) {
      const Rational fraction = number(text);
      const auto s = jepa_rho_boundary(Depth(depth), fraction, Digits(30));
      ASSERT_TRUE(has_its_digits(s)) << depth << " " << text;
      // rho = 1, so s* is the layer amplitude; 1e-20 away the sign is certain and 1e-30 does not matter
      EXPECT_EQ(later_of_larger_rho(Objective::jepa, depth, fraction, near(s, "0.99999999999999999999")), -1)
          << depth << text;
      EXPECT_EQ(later_of_larger_rho(Objective::jepa, depth, fraction, near(s, "1.00000000000000000001")), 1)
          << depth << text;
      EXPECT_TRUE(certainly_less(power(s.enclosure, depth), Interval(fraction, 200))) << "s* < q";
    }
  }
}

TEST(RhoBoundary, MaeOrderTurnsExactlyThereAboveTheFractionBound) {
  for (const long depth : {2L, 3L, 4L, 8L, 64L}) {
    const auto bound = mae_fraction_bound(Depth(depth), Digits(30));
    ASSERT_TRUE(has_its_digits(bound)) << depth;
    const Rational just_above = 1 - (1 - number(*bound.decimal)) * number("0.9999999");
    for (const Rational& fraction : {just_above, number("0.95"), number("0.999999999999")}) {
      const auto s = mae_rho_boundary(Depth(depth), fraction, Digits(30));
      ASSERT_TRUE(s.has_value()) << depth << " " << fraction;
      ASSERT_TRUE(has_its_digits(*s)) << depth << " " << fraction;
      EXPECT_EQ(later_of_larger_rho(Objective::mae, depth, fraction, near(*s, "0.99999999999999999999")), -1);
      EXPECT_EQ(later_of_larger_rho(Objective::mae, depth, fraction, near(*s, "1.00000000000000000001")), 1);
    }
  }
}

TEST(RhoBoundary, MaeBelowTheFractionBoundTheLargerRhoIsAlwaysLater) {
  for (const long depth : {1L, 2L, 3L, 8L, 64L}) {
    const auto bound = mae_fraction_bound(Depth(depth), Digits(30));
    const Rational fraction = number(*bound.decimal) * number("0.99999999");
    EXPECT_EQ(is_within_mae_fraction_bound(Depth(depth), fraction), true);
    EXPECT_FALSE(mae_rho_boundary(Depth(depth), fraction, Digits(30)).has_value());
    for (const char* start : {"0.01", "0.1", "0.8"}) {
      if (power(number(start), depth) < fraction) {
        EXPECT_EQ(later_of_larger_rho(Objective::mae, depth, fraction, number(start)), 1) << depth << " " << start;
      }
    }
  }
  EXPECT_EQ(mae_fraction_bound(Depth(1), Digits(5)).exact, Rational(1));
}

TEST(RhoBoundary, TheFractionBoundIsFoundFromBothSidesHoweverClose) {
  for (const long depth : {2L, 3L, 64L}) {
    const auto bound = mae_fraction_bound(Depth(depth), Digits(200));
    ASSERT_TRUE(bound.conclusive());
    const Rational p0 = number(*bound.decimal);
    EXPECT_EQ(is_within_mae_fraction_bound(Depth(depth), p0 * (1 - number("1e-190"))), true) << depth;
    EXPECT_EQ(is_within_mae_fraction_bound(Depth(depth), p0 * (1 + number("1e-190"))), false) << depth;
  }
}

TEST(RhoBoundary, FractionsOutsideTheUnitIntervalAreRefused) {
  EXPECT_THROW(jepa_rho_boundary(Depth(2), 1, Digits(5)), InvalidProblem);
  EXPECT_THROW(jepa_rho_boundary(Depth(2), 0, Digits(5)), InvalidProblem);
  EXPECT_THROW(mae_rho_boundary(Depth(2), 2, Digits(5)), InvalidProblem);
}

}  // namespace
}  // namespace jepa_oracle
