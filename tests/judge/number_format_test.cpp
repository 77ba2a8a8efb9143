#include "judge/protocol/number_format.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::properties {
namespace {

NumberFormat format(const char* name) { return parse_number_format(name, "dtype"); }

TEST(NumberFormat, RoundsToFloat32AsTheHardwareDoes) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    // Doubles of all sizes that a float has, its subnormal ones included.
    const double value =
        std::ldexp(static_cast<double>(random() >> 11) - 0x1p52, static_cast<int>(random() % 240) - 200);
    const float nearest = static_cast<float>(value);
    const auto rounded = format("float32").nearest(Rational(value));
    if (std::isinf(nearest)) {
      EXPECT_FALSE(rounded) << value;
    } else {
      ASSERT_TRUE(rounded) << value;
      EXPECT_EQ(*rounded, Rational(nearest)) << value;
    }
  }
}

TEST(NumberFormat, HoldsWhatItsNearestNumberIs) {
  std::mt19937_64 random(2);
  int held = 0;
  for (int i = 0; i < 20'000; ++i) {
    // Up to 30 bits, at both ends of the range of a float and beyond.
    const int exponent = i % 2 == 0 ? 60 + static_cast<int>(random() % 80) : -160 + static_cast<int>(random() % 40);
    const Rational value(std::ldexp(static_cast<double>(random() >> (34 + random() % 30)), exponent));
    const float as_float = static_cast<float>(double_towards_zero(value));
    EXPECT_EQ(format("float32").holds(value), std::isfinite(as_float) && Rational(as_float) == value) << value;
    EXPECT_EQ(exact_double(value), double_towards_zero(value));
    held += format("float32").holds(value) ? 1 : 0;
  }
  EXPECT_GT(held, 2000);
  EXPECT_LT(held, 18'000);
  EXPECT_EQ(double_towards_zero(power(Rational(2), 1100) / (power(Rational(2), 200) + 1)),
            std::ldexp(1 - 0x1p-53, 900));
  EXPECT_EQ(double_towards_zero(Rational((power(Rational(2), 1100) + 1) / power(Rational(2), 200))), 0x1p900);
  EXPECT_EQ(double_towards_zero(Rational(power(Rational(2), -1074) * 3 / 2)), 0x1p-1074);
  EXPECT_EQ(double_towards_zero(Rational(-((1L << 54) + 3), 2)), -0x1p53);
  EXPECT_FALSE(format("float64").holds(Rational(1, 3)));
  EXPECT_FALSE(exact_double(Rational(1, 3)));
  EXPECT_FALSE(exact_double(power(Rational(2), 1024)));
  EXPECT_FALSE(exact_double(power(Rational(2), -1075)));
  EXPECT_EQ(exact_double(power(Rational(2), -1074)), 0x1p-1074);
  EXPECT_FALSE(exact_double(Rational((1L << 53) + 1)));
  EXPECT_EQ(exact_double(Rational(0)), 0);
  EXPECT_TRUE(format("rational").holds(Rational(1, 3)));
}

TEST(NumberFormat, RoundsTiesToEven) {
  const NumberFormat bfloat16 = format("bfloat16");
  EXPECT_EQ(bfloat16.nearest(Rational(257, 256)), Rational(1));
  EXPECT_EQ(bfloat16.nearest(Rational(259, 256)), Rational(260, 256));
  EXPECT_EQ(bfloat16.nearest(Rational(-257, 256)), Rational(-1));
  EXPECT_EQ(bfloat16.nearest(Rational(-259, 256)), Rational(-260, 256));
  EXPECT_EQ(bfloat16.nearest(Rational(2571, 2560)), Rational(258, 256));
}

TEST(NumberFormat, OverflowsAndUnderflows) {
  const NumberFormat half = format("float16");
  EXPECT_EQ(half.nearest(Rational(65504)), Rational(65504));
  EXPECT_EQ(half.nearest(Rational(65519)), Rational(65504));
  EXPECT_FALSE(half.nearest(Rational(65520)));
  EXPECT_EQ(half.nearest(power(Rational(2), -24)), power(Rational(2), -24));
  EXPECT_EQ(half.nearest(power(Rational(2), -26)), Rational(0));
}

TEST(NumberFormat, LeavesRationalsAsTheyAre) {
  EXPECT_EQ(format("rational").nearest(Rational(1, 3)), Rational(1, 3));
  EXPECT_EQ(format("rational").unit_roundoff(), 0);
  EXPECT_EQ(format("float64").unit_roundoff(), power(Rational(2), -53));
}

TEST(NumberFormat, RefusesOtherNames) {
  try {
    format("float31");
    FAIL();
  } catch (const InvalidProblem& error) {
    EXPECT_STREQ(
        error.what(),
        "dtype: unknown number format \"float31\" (did you mean float32?); expected one of float16, bfloat16, float32, "
        "float64, float80, float128, rational");
  }
}

}  // namespace
}  // namespace jepa_oracle::properties
