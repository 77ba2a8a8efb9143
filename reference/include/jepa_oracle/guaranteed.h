#pragma once

#include <optional>
#include <string>

#include "jepa_oracle/decimal.h"
#include "jepa_oracle/interval.h"

namespace jepa_oracle {

/// A number with guaranteed digits.
///   exact       the number itself when it is known to be rational
///   enclosure   interval that contains it; relative width below 10^-digits when conclusive
///   decimal     the number rounded to `digits` significant digits (nearest), all of them correct.
///               Empty when no precision within the limit decided it: the answer is then inconclusive, and the
///               enclosure is all that is known.
struct Guaranteed {
  Digits digits;
  std::optional<Rational> exact;
  Interval enclosure;
  std::optional<std::string> decimal;

  bool conclusive() const { return decimal.has_value(); }
  /// Ends of the enclosure as decimals, rounded outward; the exact text when the number is exact and short.
  std::string lower() const;
  std::string upper() const;

  static Guaranteed of_exact(const Rational& value, Digits digits);
};

}  // namespace jepa_oracle
