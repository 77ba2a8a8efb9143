#pragma once

#include <random>
#include <string_view>

#include "jepa_oracle/interval.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

inline Rational number(std::string_view text) { return parse_rational(text, "test"); }

/// Interval with exact decimal ends, rounded outward.
inline Interval between(std::string_view lower, std::string_view upper, Bits bits) {
  return hull(Interval(number(lower), bits), Interval(number(upper), bits));
}

/// Random exact rationals, the same in every run.
class RandomRationals {
 public:
  explicit RandomRationals(unsigned seed) : engine_(seed) {}

  long integer(long low, long high) { return std::uniform_int_distribution<long>(low, high)(engine_); }
  bool coin() { return integer(0, 1) == 1; }
  /// m 2^e with m a fraction of up to nine digits in [1, 2) and e uniform: no size is favoured.
  Rational positive(long lowest_exponent, long highest_exponent) {
    const Rational mantissa = 1 + Rational(integer(0, 999'999'999), 1'000'000'000);
    return mantissa * power(Rational(2), integer(lowest_exponent, highest_exponent));
  }
  Rational any(long lowest_exponent, long highest_exponent) {
    const Rational size = positive(lowest_exponent, highest_exponent);
    return coin() ? size : Rational(-size);
  }
  /// Strictly between 0 and 1, as often near the ends as in the middle.
  Rational fraction() {
    const Rational small = positive(-60, -2);
    return coin() ? small : Rational(1 - small);
  }

 private:
  std::mt19937 engine_;
};

}  // namespace jepa_oracle
