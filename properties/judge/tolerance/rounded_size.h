#pragma once

#include <cmath>

#include "jepa_oracle/interval.h"

namespace jepa_oracle::properties {

/// A bound, from numbers that are none of them negative. It has at least the range of a double, and on most machines
/// that of every format judged.
using Size = long double;

/// More than what the arithmetic of the bounds can lose: fewer than 10^5 operations of relative error 2^-53.
inline constexpr Size kSizeSlack = 1 + 1e-9L;

/// Where N u <= 1/4 for every number N of roundings and delta <= 1/4 for the relative error of the argument of every
/// logarithm: N u/(1 - N u) <= 4/3 N u and -ln(1 - delta) <= 4/3 delta.
inline constexpr Size kHigherOrders = 4.0L / 3 * kSizeSlack;
inline constexpr Size kFewRoundings = 0.25L;

inline Size lower(const Interval& x) { return mpfr_get_ld(&x.get()->left, MPFR_RNDD); }
inline Size upper(const Interval& x) { return mpfr_get_ld(&x.get()->right, MPFR_RNDU); }
inline Size size_of(const Interval& x) { return upper(abs(x)); }
inline Size power_of_two(long exponent) { return std::ldexp(Size(1), static_cast<int>(exponent)); }

inline Size power(Size x, long exponent) {
  Size result = 1;
  for (long i = 0; i < exponent; ++i) result *= x;
  return result;
}

/// The point, rounded up.
inline Interval as_interval(Size bound) {
  Real point = Real(0).rounded_to(64);
  mpfr_set_ld(point.get(), bound, MPFR_RNDU);
  return Interval(point);
}

/// Sums of sizes of terms, each with the number of roundings that its value has behind it: to first order the error is
/// u times the weighted sum, and `kHigherOrders` times that with all orders.
class RoundedSum {
 public:
  /// A term that is added in `adds` additions.
  explicit RoundedSum(long adds) : adds_(static_cast<Size>(adds)) {}
  void add(Size size, Size roundings) { error_ += size * (roundings + adds_); }
  /// An error in units of u, whatever caused it.
  void add_error(Size units) { error_ += units; }
  Size error() const { return error_; }

 private:
  Size error_ = 0;
  Size adds_;
};

}  // namespace jepa_oracle::properties
