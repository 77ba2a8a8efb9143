#pragma once

#include <mpfr.h>

#include "jepa_oracle/rational.h"

namespace jepa_oracle {

/// Bits of a significand.
using Bits = long;

/// Floating-point number of any precision (MPFR, round to nearest). No bound comes with it: whatever is computed in
/// Real is an approximation that an Interval must confirm.
///
/// Every number carries its own precision and an operation works at the larger precision of its operands, so there is
/// no default precision anywhere: no call can disturb another, in any thread. Boost's variable-precision types keep
/// theirs in a default that callers share, which is why this class exists. Integers are exact and do not raise the
/// precision.
class Real {
 public:
  Real() : Real(0L) {}
  Real(long value);  // NOLINT(google-explicit-constructor): integers are exact constants of every formula
  Real(int value) : Real(static_cast<long>(value)) {}  // NOLINT(google-explicit-constructor)
  Real(const Rational& value, Bits bits);
  Real(double value, Bits bits);
  Real(const Real& other);
  Real(Real&& other) noexcept;
  Real& operator=(const Real& other);
  Real& operator=(Real&& other) noexcept;
  ~Real();

  Bits precision() const { return mpfr_get_prec(value_); }
  /// The same number rounded to `bits`.
  Real rounded_to(Bits bits) const;
  bool is_finite() const { return mpfr_number_p(value_) != 0; }
  double to_double() const { return mpfr_get_d(value_, MPFR_RNDN); }
  /// The exact value; finite numbers only.
  Rational to_rational() const;

  mpfr_srcptr get() const { return value_; }
  mpfr_ptr get() { return value_; }

  Real operator-() const;
  friend Real operator+(const Real& a, const Real& b);
  friend Real operator-(const Real& a, const Real& b);
  friend Real operator*(const Real& a, const Real& b);
  friend Real operator/(const Real& a, const Real& b);
  friend Real operator*(const Real& a, long b);
  friend Real operator/(const Real& a, long b);
  /// In place, at the precision of the left side when that is the larger one.
  Real& operator+=(const Real& b);
  Real& operator-=(const Real& b);
  Real& operator*=(const Real& b);
  friend bool operator<(const Real& a, const Real& b) { return mpfr_less_p(a.value_, b.value_) != 0; }
  friend bool operator>(const Real& a, const Real& b) { return b < a; }
  friend bool operator<=(const Real& a, const Real& b) { return mpfr_lessequal_p(a.value_, b.value_) != 0; }
  friend bool operator==(const Real& a, const Real& b) { return mpfr_equal_p(a.value_, b.value_) != 0; }

 private:
  struct Uninitialised {};
  Real(Uninitialised, Bits bits) { mpfr_init2(value_, bits); }
  friend struct RealFunctions;

  mpfr_t value_;
};

Real abs(const Real& x);
Real root(const Real& x, unsigned long degree);
Real power(const Real& x, long exponent);
Real exp(const Real& x);
Real expm1(const Real& x);
Real log(const Real& x);
Real log1p(const Real& x);
Real cos(const Real& x);
Real sin(const Real& x);
Real atan2(const Real& y, const Real& x);
/// pi to the precision of `like`.
Real pi_like(const Real& like);
/// A rational constant at the precision of `like`.
Real constant_like(const Rational& value, const Real& like);
/// log2 |x| to within one unit; the most negative long for zero.
long binary_exponent(const Real& x);

}  // namespace jepa_oracle
