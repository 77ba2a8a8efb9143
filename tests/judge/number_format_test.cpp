#include "judge/number_format.h"

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
    EXPECT_STREQ(error.what(),
                 "dtype: \"float31\" is not a number format: float16, bfloat16, float32, float64, float80, float128, "
                 "rational are");
  }
}

}  // namespace
}  // namespace jepa_oracle::properties
