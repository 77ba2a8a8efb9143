#pragma once

#include <optional>
#include <string>

#include "jepa_oracle/network.h"

namespace jepa_oracle::properties {

/// Numbers that an implementation computes with: binary floating point, or exact rationals.
struct NumberFormat {
  std::string name;
  long bits;          ///< of the significand, the leading one included; 0 for exact rationals
  long min_exponent;  ///< 2^min_exponent is the smallest normal number
  long max_exponent;  ///< every number is below 2^max_exponent

  bool is_exact() const { return bits == 0; }
  /// u = 2^-bits: relative error of one rounding to nearest; 0 for exact rationals.
  Rational unit_roundoff() const;
  /// Whether the value is a number of the format.
  bool holds(const Rational& value) const;
  /// The nearest number of the format, ties to even, gradual underflow; nothing when it overflows.
  std::optional<Rational> nearest(const Rational& value) const;
};

/// The double next to a number on the side of 0: the number itself where a double holds it.
double double_towards_zero(const Rational& value);
/// The number itself where a double holds it.
std::optional<double> exact_double(const Rational& value);

/// "float16", "bfloat16", "float32", "float64", "float80", "float128" (IEEE 754 and its relatives), or "rational".
/// @throws InvalidProblem for another name
NumberFormat parse_number_format(const std::string& name, const std::string& where);

/// @name Every entry rounded to the format; nothing when one overflows
/// @{
std::optional<Matrix<Rational>> nearest(const Matrix<Rational>& matrix, const NumberFormat& format);
std::optional<Network<Rational>> nearest(const Network<Rational>& network, const NumberFormat& format);
/// @}

}  // namespace jepa_oracle::properties
