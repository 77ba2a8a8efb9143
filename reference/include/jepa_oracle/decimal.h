#pragma once

#include <optional>
#include <string>

#include "jepa_oracle/interval.h"

namespace jepa_oracle {

/// Number of significant decimal digits asked for: 1 to kMaxDigits.
class Digits {
 public:
  static constexpr int kMaxDigits = 30'000;
  /// @throws InvalidProblem when count is outside 1..kMaxDigits
  explicit Digits(long count, const std::string& where = "digits");
  int count() const { return count_; }
  /// Smallest working precision with room to round: log2(10) bits a digit and a guard.
  Bits working_bits() const;

 private:
  int count_;
};

/// @name Text of a number, `digits` significant digits, "d.ddde-7" outside 1e-5..1e21
/// @{
std::string decimal_below(const Real& value, Digits digits);  ///< largest such decimal <= value
std::string decimal_above(const Real& value, Digits digits);  ///< smallest such decimal >= value
/// Nearest decimal (ties to even last digit) of an exact number; the shortest exact text when that has no more digits.
std::string decimal_of(const Rational& value, Digits digits);
/// The decimal to which every number of the interval rounds (nearest, ties to even); nothing while its ends disagree.
/// Where the number is known to lie strictly below `strict_upper` (an amplitude below its limit), ends that would
/// disagree only because the interval touches that bound are decided by it.
std::optional<std::string> decimal_of(const Interval& value, Digits digits,
                                      const std::optional<Rational>& strict_lower = std::nullopt,
                                      const std::optional<Rational>& strict_upper = std::nullopt);
/// @}

}  // namespace jepa_oracle
