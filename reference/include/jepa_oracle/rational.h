#pragma once

#include <boost/multiprecision/gmp.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace jepa_oracle {

/// Exact rational number. Every input of the project is one: decimal text is read without rounding.
using Rational = boost::multiprecision::number<boost::multiprecision::gmp_rational, boost::multiprecision::et_off>;

/// Longest decimal text and largest decimal exponent that are read: beyond these an input is taken for a mistake,
/// because the exact number would not fit a machine. Numerator and denominator have one digit more than the largest
/// exponent at most: a few characters ("1e-100000/1e100000") would else ask for answers far longer than themselves.
inline constexpr std::size_t kMaxNumberLength = 200'000;
inline constexpr long kMaxDecimalExponent = 100'000;

/// Reads "-12.5e-3", "3", ".5" or a fraction "2/3" exactly.
/// @throws InvalidProblem (at `where`) for anything else: empty text, NaN, infinities, hexadecimal, "1/0", trailing
/// text; and for a number beyond these limits
Rational parse_rational(std::string_view text, const std::string& where);

/// "num" or "num/den" in lowest terms; parse_rational reads it back to the same number.
std::string to_fraction(const Rational& value);

/// Shortest exact decimal text ("0.125", "1e-300"), or nothing when the decimal expansion does not end.
std::optional<std::string> to_exact_decimal(const Rational& value);

/// Exact text for people: the decimal where it ends, else the fraction in lowest terms.
std::string exact_text(const Rational& value);

/// value^exponent for any integer exponent. @throws InvalidProblem for 0 to a negative power
Rational power(const Rational& value, long exponent);

/// The non-negative degree-th root of value >= 0 when it is rational; nothing when it is irrational.
std::optional<Rational> exact_root(const Rational& value, unsigned long degree);

}  // namespace jepa_oracle
