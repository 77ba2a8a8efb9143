#include "jepa_oracle/decimal.h"

#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/guaranteed.h"
#include "numbers.h"
#include "numbers/decimal_layout.h"

namespace jepa_oracle {
namespace {

std::string rounded(const std::string& text, long digits) { return decimal_of(number(text), Digits(digits)); }

TEST(Decimal, RoundsToNearestAndTiesToTheEvenDigit) {
  EXPECT_EQ(rounded("0.125", 2), "0.12");
  EXPECT_EQ(rounded("0.375", 2), "0.38");
  EXPECT_EQ(rounded("-0.125", 2), "-0.12");
  EXPECT_EQ(rounded("-0.375", 2), "-0.38");
  EXPECT_EQ(rounded("0.1250000000000000000000000000001", 2), "0.13");
  EXPECT_EQ(rounded("0.1249999999999999999999999999999", 2), "0.12");
  EXPECT_EQ(rounded("2/3", 5), "0.66667");
  EXPECT_EQ(rounded("1/3", 1), "0.3");
}

TEST(Decimal, ARoundingThatCarriesMovesThePoint) {
  EXPECT_EQ(rounded("9.99", 2), "10");
  EXPECT_EQ(rounded("0.0999", 2), "0.10");
  EXPECT_EQ(rounded("-99.99", 3), "-100");
  EXPECT_EQ(rounded("9.5e30", 1), "1e31") << "a tie goes to the even ten";
}

TEST(Decimal, ExactNumbersKeepTheirShortestText) {
  EXPECT_EQ(rounded("0.125", 50), "0.125");
  EXPECT_EQ(rounded("100", 3), "100");
  EXPECT_EQ(rounded("0", 7), "0");
  EXPECT_EQ(rounded("1e-300", 1), "1e-300");
  const Rational beyond_reading = power(Rational(10), 250'000);
  EXPECT_EQ(decimal_of(beyond_reading, Digits(3)), "1e250000");
  EXPECT_EQ(decimal_of(1 / beyond_reading, Digits(3)), "1e-250000");
}

TEST(Decimal, LayoutShowsNoMoreDigitsThanThereAre) {
  EXPECT_EQ(decimal_layout(false, "15", 1), "1.5");
  EXPECT_EQ(decimal_layout(true, "15", -4), "-0.000015");
  EXPECT_EQ(decimal_layout(false, "15", -5), "1.5e-6");
  EXPECT_EQ(decimal_layout(false, "15", 2), "15");
  EXPECT_EQ(decimal_layout(false, "15", 3), "1.5e2");
  EXPECT_EQ(decimal_layout(false, "15", 0), "0.15");
  EXPECT_EQ(decimal_layout(true, "1", 9), "-1e8");
}

TEST(Decimal, LayoutOfExactNumbersIsPlainUpToTwentyOnePlaces) {
  EXPECT_EQ(decimal_layout(false, "15", 21, true), "150000000000000000000");
  EXPECT_EQ(decimal_layout(false, "15", 22, true), "1.5e21");
  EXPECT_EQ(decimal_layout(true, "1", 22, true), "-1e21");
}

TEST(Decimal, OutwardPrintingBracketsTheIntervalWithinOneUnit) {
  RandomRationals random(31);
  for (int i = 0; i < 1000; ++i) {
    const Interval x(random.any(-400, 400) / 7, 90);
    const Digits digits(random.integer(1, 40));
    const Rational below = number(decimal_below(x.lower(), digits));
    const Rational above = number(decimal_above(x.upper(), digits));
    const Rational low = x.lower().to_rational();
    const Rational high = x.upper().to_rational();
    ASSERT_TRUE(below <= low && high <= above) << decimal_below(x.lower(), digits);
    // Two units in the last of the digits, and the interval itself.
    const Rational size = boost::multiprecision::abs(low);
    EXPECT_LE(above - below, 2 * size * power(Rational(10), 1 - digits.count()) + (high - low))
        << low << " " << digits.count();
  }
  EXPECT_EQ(decimal_below(Real(0), Digits(3)), "0");
  EXPECT_EQ(decimal_above(Real(1) / Real(0), Digits(3)), "inf");
  EXPECT_EQ(decimal_below(Real(-1) / Real(0), Digits(3)), "-inf");
  EXPECT_EQ(decimal_below(Real(0) / Real(0), Digits(3)), "nan");
}

TEST(Decimal, AnIntervalRoundsWhereAllItsNumbersRoundAlike) {
  EXPECT_EQ(decimal_of(between("0.1241", "0.1249", 60), Digits(2)), "0.12");
  EXPECT_EQ(decimal_of(between("0.1241", "0.1259", 60), Digits(2)), std::nullopt);
  EXPECT_EQ(decimal_of(between("-0.1249", "-0.1241", 60), Digits(2)), "-0.12");
  EXPECT_EQ(decimal_of(between("-1e-9", "1e-9", 60), Digits(2)), std::nullopt);
  EXPECT_EQ(decimal_of(Interval(0), Digits(2)), "0");
  EXPECT_EQ(decimal_of(Interval(number("0.125"), 60), Digits(2)), "0.12") << "a point that is a tie";
  EXPECT_EQ(decimal_of(between("9.96", "9.99", 60), Digits(2)), "10");
}

TEST(Decimal, IntervalAndExactNumberAgree) {
  RandomRationals random(32);
  for (int i = 0; i < 1000; ++i) {
    const Rational value = random.any(-200, 200) / 7;
    const Digits digits(random.integer(1, 25));
    if (to_exact_decimal(value)) {
      continue;  // then the exact text is the shorter one
    }
    EXPECT_EQ(decimal_of(Interval(value, 200), digits), decimal_of(value, digits)) << value;
  }
}

TEST(Decimal, AStrictBoundDecidesATieThatTheIntervalTouches) {
  const Interval below = between("0.1249999999", "0.125", 60);
  const Interval above = between("0.125", "0.1250000001", 60);
  const Rational tie = number("0.125");
  EXPECT_EQ(decimal_of(below, Digits(2), std::nullopt, tie), "0.12");
  EXPECT_EQ(decimal_of(above, Digits(2), tie, std::nullopt), "0.13");
  EXPECT_EQ(decimal_of(above, Digits(2)), std::nullopt);
  const Interval odd_below = between("0.3749999999", "0.375", 60);
  EXPECT_EQ(decimal_of(odd_below, Digits(2)), std::nullopt);
  EXPECT_EQ(decimal_of(odd_below, Digits(2), std::nullopt, number("0.375")), "0.37");
  EXPECT_EQ(decimal_of(between("-0.125", "-0.1249999999", 60), Digits(2), number("-0.125"), std::nullopt), "-0.12");
  EXPECT_EQ(decimal_of(between("-0.1250000001", "-0.125", 60), Digits(2), std::nullopt, number("-0.125")), "-0.13");
  EXPECT_EQ(decimal_of(between("0.4999999999", "0.5000000001", 60), Digits(1), std::nullopt, number("0.5")), "0.5");
  EXPECT_EQ(decimal_of(above, Digits(2), number("0.1"), number("0.2")), std::nullopt)
      << "a bound far away decides nothing";
}

TEST(Decimal, NumbersBesideZeroHaveNoFirstDigit) {
  EXPECT_EQ(decimal_of(between("-1e-30", "1e-30", 60), Digits(2), Rational(0), std::nullopt), std::nullopt);
  EXPECT_EQ(decimal_of(between("-1e-30", "1e-30", 60), Digits(2), std::nullopt, Rational(0)), std::nullopt);
}

TEST(Digits, OutsideTheRangeAreRefused) {
  const auto complaint = [](long count) -> std::string {
    try {
      Digits digits(count);
    } catch (const InvalidProblem& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(complaint(0), "digits: 0 is not a number of digits; expected an integer from 1 to 30000");
  EXPECT_EQ(complaint(30'001), "digits: 30001 is not a number of digits; expected an integer from 1 to 30000");
  EXPECT_EQ(complaint(4'294'967'297),
            "digits: 4294967297 is not a number of digits; expected an integer from 1 to 30000");
  EXPECT_EQ(complaint(1), "accepted");
  EXPECT_EQ(complaint(30'000), "accepted");
}

TEST(Guaranteed, ExactNumbersPrintTheirEndsExactlyWhereTheTextIsExact) {
  const auto eighth = Guaranteed::of_exact(number("0.125"), Digits(5));
  EXPECT_EQ(eighth.lower(), "0.125");
  EXPECT_EQ(eighth.upper(), "0.125");
  const auto third = Guaranteed::of_exact(Rational(1, 3), Digits(5));
  EXPECT_EQ(*third.decimal, "0.33333");
  EXPECT_LE(number(third.lower()), Rational(1, 3));
  EXPECT_GE(number(third.upper()), Rational(1, 3));
  EXPECT_LT(number(third.upper()) - number(third.lower()), number("1e-8"));
  const auto large = Guaranteed::of_exact(power(Rational(10), 150'000), Digits(5));
  EXPECT_EQ(large.lower(), "1e150000");
}

}  // namespace
}  // namespace jepa_oracle
