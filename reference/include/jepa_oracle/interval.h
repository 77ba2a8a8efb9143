#pragma once

#include <mpfi.h>

#include <string>

#include "jepa_oracle/real.h"

namespace jepa_oracle {

/// Closed interval of real numbers (MPFI, outward rounding). One rule: for all x in X, f(x) lies in F(X).
///
/// There is no order and no equality on purpose: two overlapping intervals are neither less, nor equal, nor greater.
/// Ask certainly_less, certainly_positive, contains or overlaps. Precision belongs to each value, as in Real.
/// An operation that leaves the domain of its function (log of something not certainly positive, division by an
/// interval around zero) gives an unbounded or undefined interval; `is_bounded` is false for both and nothing is
/// certain of them.
class Interval {
 public:
  Interval() : Interval(0L) {}
  Interval(long value);  // NOLINT(google-explicit-constructor): integers are exact constants of every formula
  Interval(int value) : Interval(static_cast<long>(value)) {}  // NOLINT(google-explicit-constructor)
  /// Smallest interval of this precision around an exact number: Interval of 1/10 contains 1/10.
  Interval(const Rational& value, Bits bits);
  /// The point itself. (There is no constructor from double: 0.1 is not 1/10.)
  explicit Interval(const Real& point);
  /// [lower, upper]; lower <= upper.
  Interval(const Real& lower, const Real& upper);
  Interval(const Interval& other);
  Interval(Interval&& other) noexcept;
  Interval& operator=(const Interval& other);
  Interval& operator=(Interval&& other) noexcept;
  ~Interval();

  Bits precision() const { return static_cast<Bits>(mpfi_get_prec(value_)); }
  Interval rounded_to(Bits bits) const;
  bool is_bounded() const { return mpfi_bounded_p(value_) != 0; }
  Real lower() const;
  Real upper() const;
  Real midpoint() const;
  /// upper - lower, rounded up.
  Real width() const;
  /// Correct bits of any value in here: -log2 (width / smallest magnitude). Very large for a point, negative or
  /// the most negative long when zero is inside or the interval is unbounded.
  long relative_bits() const;

  mpfi_srcptr get() const { return value_; }

  Interval operator-() const;
  friend Interval operator+(const Interval& a, const Interval& b);
  friend Interval operator-(const Interval& a, const Interval& b);
  friend Interval operator*(const Interval& a, const Interval& b);
  friend Interval operator/(const Interval& a, const Interval& b);
  friend Interval operator*(const Interval& a, long b);
  friend Interval operator/(const Interval& a, long b);
  /// In place, at the precision of the left side when that is the larger one.
  Interval& operator+=(const Interval& b);
  Interval& operator-=(const Interval& b);
  Interval& operator*=(const Interval& b);

 private:
  struct Uninitialised {};
  Interval(Uninitialised, Bits bits) { mpfi_init2(value_, static_cast<mpfr_prec_t>(bits)); }
  friend struct IntervalFunctions;

  mpfi_t value_;
};

/// @name Decisions. Each is true only when it holds for every pair of points, hence false for undefined intervals.
/// @{
bool certainly_less(const Interval& a, const Interval& b);
bool certainly_positive(const Interval& x);
bool certainly_negative(const Interval& x);
bool contains(const Interval& x, const Rational& value);
bool contains(const Interval& outer, const Interval& inner);
/// Whether the two may be the same number; true for undefined intervals.
bool overlaps(const Interval& a, const Interval& b);
/// @}

Interval abs(const Interval& x);
Interval hull(const Interval& a, const Interval& b);
Interval square(const Interval& x);
Interval root(const Interval& x, unsigned long degree);
Interval power(const Interval& x, long exponent);
Interval exp(const Interval& x);
Interval expm1(const Interval& x);
Interval log(const Interval& x);
Interval log1p(const Interval& x);
Interval cos(const Interval& x);
Interval sin(const Interval& x);
Interval atan2(const Interval& y, const Interval& x);
Interval pi_like(const Interval& like);
Interval constant_like(const Rational& value, const Interval& like);

}  // namespace jepa_oracle
