#include "jepa_oracle/rational.h"

#include <gtest/gtest.h>

#include <cmath>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/exact_rational.h"
#include "numbers.h"

namespace jepa_oracle {
namespace {

std::string complaint_about(const std::string& text) {
  try {
    parse_rational(text, "epsilon");
  } catch (const InvalidProblem& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Rational, DecimalTextIsReadExactly) {
  EXPECT_EQ(number("-12.5e-3"), Rational(-1, 80));
  EXPECT_EQ(number(".5"), Rational(1, 2));
  EXPECT_EQ(number("5."), Rational(5));
  EXPECT_EQ(number("+0.10"), Rational(1, 10));
  EXPECT_EQ(number("1E+2"), Rational(100));
  EXPECT_EQ(number("-0"), Rational(0));
  EXPECT_EQ(number("0e99999"), Rational(0));
  EXPECT_EQ(number("2/3"), Rational(2, 3));
  EXPECT_EQ(number("-0.5/1.5"), Rational(-1, 3));
  EXPECT_EQ(number("1/-4"), Rational(-1, 4));
  EXPECT_EQ(number("007"), Rational(7));
  EXPECT_EQ(number("1e-000000003"), Rational(1, 1000));
  EXPECT_EQ(number("1e-300") * power(Rational(10), 300), 1);
}

TEST(Rational, WhatIsNoNumberIsRefusedWithItsText) {
  for (const std::string text :
       {"",    " ",         "1 ",   " 1",    ".",   "-",    "e5",  "1e", "1e+", "1e5.5", "NaN",   "nan",
        "inf", "-Infinity", "0x10", "1_000", "1,5", "1..2", "--1", "1/", "/2",  "1/2/3", "1e5e5", "½"}) {
    std::string shown;
    for (unsigned char c : text) shown += c < 127 ? static_cast<char>(c) : '?';
    EXPECT_EQ(complaint_about(text), "epsilon: \"" + shown + "\" is not a finite decimal number or fraction");
  }
}

TEST(Rational, DivisionByZeroIsNamed) {
  EXPECT_EQ(complaint_about("1/0"), "epsilon: \"1/0\" divides by zero");
  EXPECT_EQ(complaint_about("0/0.000"), "epsilon: \"0/0.000\" divides by zero");
}

TEST(Rational, NumbersTooLargeForAMachineAreRefused) {
  EXPECT_EQ(complaint_about("1e100001"), "epsilon: \"1e100001\" has a decimal exponent beyond 100000");
  EXPECT_EQ(complaint_about("1e-9999999"), "epsilon: \"1e-9999999\" has a decimal exponent beyond 100000");
  EXPECT_EQ(complaint_about("1e99999999999999999999"),
            "epsilon: \"1e99999999999999999999\" has a decimal exponent beyond 100000");
  EXPECT_EQ(complaint_about(std::string(200'001, '1')),
            "epsilon: a number of 200001 characters; at most 200000 are read");
  EXPECT_EQ(complaint_about("1e100000"), "accepted");
  EXPECT_EQ(complaint_about("1e-100000"), "accepted");
}

TEST(Rational, NumbersThatAreLongWhenWrittenOutAreRefused) {
  const std::string rule = " digits above or below its fraction bar when written out; at most 100001 are read";
  EXPECT_EQ(complaint_about("1e-100000/1e100000"), "epsilon: \"1e-100000/1e100000\" has 200001" + rule);
  EXPECT_EQ(complaint_about("1e100000/1e-1"), "epsilon: \"1e100000/1e-1\" has 100002" + rule);
  EXPECT_EQ(complaint_about("0.01e-99999"), "epsilon: \"0.01e-99999\" has 100002" + rule);
  EXPECT_EQ(complaint_about("10e100000"), "epsilon: \"10e100000\" has 100002" + rule);
  EXPECT_EQ(complaint_about(std::string(100'001, '1')), "accepted");
  EXPECT_EQ(complaint_about("1" + std::string(100'001, '0') + "/3"),
            "epsilon: \"1" + std::string(39, '0') + "...\" has 100002" + rule);
  // What is left of it after the common factor counts.
  EXPECT_EQ(complaint_about("1e100000/1e100000"), "accepted");
  EXPECT_EQ(complaint_about("0.5" + std::string(150'000, '0')), "accepted");
}

TEST(Rational, ALongRefusedTextIsCutToOneLine) {
  EXPECT_EQ(complaint_about(std::string(50, 'x') + "\n"),
            "epsilon: \"" + std::string(40, 'x') + "...\" is not a finite decimal number or fraction");
  EXPECT_EQ(complaint_about("a\nb"), "epsilon: \"a?b\" is not a finite decimal number or fraction");
}

TEST(Rational, FractionsAndExactDecimalsAreReadBackToTheSameNumber) {
  RandomRationals random(1);
  for (int i = 0; i < 500; ++i) {
    const Rational value = random.any(-80, 80);
    EXPECT_EQ(number(to_fraction(value)), value);
    const auto text = to_exact_decimal(value);
    ASSERT_TRUE(text.has_value()) << value;
    EXPECT_EQ(number(*text), value) << *text;
    EXPECT_EQ(to_exact_decimal(value / 3).has_value(), numerator(value) % 3 == 0) << value;
  }
}

TEST(Rational, ExactDecimalsAreTheShortest) {
  for (const std::string text : {"0", "0.125", "-0.125", "1e-300", "-1.5e-7", "100", "0.00001", "1e-6", "1.00001",
                                 "123456789012345678901", "100000000000000000000", "1e21", "-2.5e30"}) {
    EXPECT_EQ(to_exact_decimal(number(text)).value_or("none"), text);
  }
  EXPECT_FALSE(to_exact_decimal(Rational(1, 3)).has_value());
  EXPECT_FALSE(to_exact_decimal(Rational(1, 30)).has_value());
}

TEST(Rational, PowersMultiply) {
  RandomRationals random(2);
  for (int i = 0; i < 200; ++i) {
    const Rational x = random.any(-20, 20);
    Rational product = 1;
    for (long n = 0; n < 6; ++n, product *= x) {
      EXPECT_EQ(power(x, n), product);
      EXPECT_EQ(power(x, -n) * product, 1);
      EXPECT_EQ(denominator(power(x, -n)) > 0, true) << "sign in the denominator of " << x << "^-" << n;
    }
  }
  EXPECT_EQ(power(Rational(0), 0), 1);
  EXPECT_EQ(power(Rational(0), 5), 0);
  EXPECT_THROW(power(Rational(0), -1), InvalidProblem);
}

TEST(Rational, ExactRootsAreFoundWhereTheyExistAndOnlyThere) {
  RandomRationals random(3);
  for (int i = 0; i < 200; ++i) {
    const Rational x = random.positive(-20, 20);
    const long degree = random.integer(1, 9);
    EXPECT_EQ(exact_root(power(x, degree), static_cast<unsigned long>(degree)), x);
    if (degree > 1) {
      EXPECT_EQ(exact_root(2 * power(x, degree), static_cast<unsigned long>(degree)), std::nullopt);
    }
  }
  EXPECT_EQ(exact_root(Rational(0), 3), Rational(0));
  EXPECT_EQ(exact_root(Rational(-8), 3), std::nullopt);
  EXPECT_EQ(exact_root(Rational(8), 0), std::nullopt);
  EXPECT_EQ(exact_root(Rational(4, 3), 2), std::nullopt);
}

TEST(Rational, ADoubleIsReadExactlyAndOnlyIfItIsFinite) {
  EXPECT_EQ(exact_rational(0.75, "x"), Rational(3, 4));
  EXPECT_EQ(exact_rational(-0.0, "x"), 0);
  EXPECT_EQ(exact_rational(0x1p-1074, "x"), power(Rational(2), -1074));
  EXPECT_EQ(exact_rational(0.1, "x") * power(Rational(2), 55), Rational(3602879701896397L));
  for (const auto& [value, shown] :
       std::vector<std::pair<double, std::string>>{{INFINITY, "inf"}, {-INFINITY, "-inf"}, {std::nan(""), "nan"}}) {
    try {
      exact_rational(value, "lambda");
      FAIL() << shown;
    } catch (const InvalidProblem& error) {
      EXPECT_EQ(error.what(), "lambda: " + shown + " is not a finite number: it has no exact value");
    }
  }
}

}  // namespace
}  // namespace jepa_oracle
