#include "judge/protocol/number_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"

namespace jepa_oracle::properties {
namespace {

const std::array<NumberFormat, 7> kFormats{{{"float16", 11, -14, 16},
                                            {"bfloat16", 8, -126, 128},
                                            {"float32", 24, -126, 128},
                                            {"float64", 53, -1022, 1024},
                                            {"float80", 64, -16382, 16384},
                                            {"float128", 113, -16382, 16384},
                                            {"rational", 0, 0, 0}}};

/// Integers below 2^1000 are doubles, when cut, and divided by less than that they are normal ones.
constexpr long kSafeExponent = 1000;

using Integer = boost::multiprecision::mpz_int;

/// floor(log2 |value|), value != 0
long exponent_of(const Rational& value) {
  const Integer top = boost::multiprecision::abs(Integer(numerator(value)));
  const Integer bottom(denominator(value));
  long exponent = static_cast<long>(msb(top)) - static_cast<long>(msb(bottom));
  // The quotient of two numbers with these leading bits lies in (2^(exponent-1), 2^(exponent+1)).
  if (power(Rational(2), exponent) > Rational(top, bottom)) --exponent;
  return exponent;
}

Integer nearest_integer(const Rational& value) {
  const Rational doubled = value * 2 + 1;
  const Integer bottom(denominator(doubled) * 2);
  const Integer top(numerator(doubled));
  Integer floor = top / bottom;
  if (top < 0 && floor * bottom != top) --floor;
  const bool tie = denominator(value) == 2;
  return tie && floor % 2 != 0 ? Integer(floor - 1) : floor;
}

}  // namespace

Rational NumberFormat::unit_roundoff() const { return is_exact() ? Rational(0) : power(Rational(2), -bits); }

bool NumberFormat::holds(const Rational& value) const {
  mpz_srcptr top = mpq_numref(value.backend().data());
  mpz_srcptr bottom = mpq_denref(value.backend().data());
  if (is_exact() || mpz_sgn(top) == 0) return true;
  const auto shift = static_cast<long>(mpz_scan1(bottom, 0));
  if (static_cast<long>(mpz_sizeinbase(bottom, 2)) != shift + 1) return false;
  // |value| lies in [2^(above-1), 2^above) and is an odd multiple of 2^lowest.
  const long above = static_cast<long>(mpz_sizeinbase(top, 2)) - shift;
  const long lowest = static_cast<long>(mpz_scan1(top, 0)) - shift;
  return above - lowest <= bits && lowest >= min_exponent - bits + 1 && above <= max_exponent;
}

std::optional<Rational> NumberFormat::nearest(const Rational& value) const {
  if (holds(value)) return value;
  const Rational unit = power(Rational(2), std::max(exponent_of(value), min_exponent) - bits + 1);
  const Rational rounded = Rational(nearest_integer(value / unit)) * unit;
  if (boost::multiprecision::abs(rounded) >= power(Rational(2), max_exponent)) return std::nullopt;
  return rounded;
}

double double_towards_zero(const Rational& value) {
  mpz_srcptr top = mpq_numref(value.backend().data());
  mpz_srcptr bottom = mpq_denref(value.backend().data());
  // Numbers of a binary format need no division. Both operations are exact but for the first's cut towards zero.
  const auto shift = static_cast<long>(mpz_scan1(bottom, 0));
  const bool is_binary = static_cast<long>(mpz_sizeinbase(bottom, 2)) == shift + 1;
  if (is_binary && shift < kSafeExponent && static_cast<long>(mpz_sizeinbase(top, 2)) < kSafeExponent) {
    return std::ldexp(mpz_get_d(top), static_cast<int>(-shift));
  }
  return mpq_get_d(value.backend().data());
}

std::optional<double> exact_double(const Rational& value) {
  static const NumberFormat float64 = parse_number_format("float64", "dtype");
  if (!float64.holds(value)) return std::nullopt;
  return double_towards_zero(value);
}

NumberFormat parse_number_format(const std::string& name, const std::string& where) {
  for (const NumberFormat& format : kFormats) {
    if (format.name == name) return format;
  }
  std::vector<std::string> known;
  for (const NumberFormat& format : kFormats) known.push_back(format.name);
  throw InvalidProblem(where, unknown_name("number format", name, known));
}

std::optional<Matrix<Rational>> nearest(const Matrix<Rational>& matrix, const NumberFormat& format) {
  Matrix<Rational> result(matrix.rows(), matrix.cols());
  for (Index i = 0; i < matrix.size(); ++i) {
    const std::optional<Rational> entry = format.nearest(matrix.data()[i]);
    if (!entry) return std::nullopt;
    result.data()[i] = *entry;
  }
  return result;
}

std::optional<Network<Rational>> nearest(const Network<Rational>& network, const NumberFormat& format) {
  Network<Rational> result;
  for (const Matrix<Rational>& layer : network.layers) {
    auto rounded = nearest(layer, format);
    if (!rounded) return std::nullopt;
    result.layers.push_back(std::move(*rounded));
  }
  for (const Matrix<Rational>& layer : network.top_layers) {
    auto rounded = nearest(layer, format);
    if (!rounded) return std::nullopt;
    result.top_layers.push_back(std::move(*rounded));
  }
  return result;
}

}  // namespace jepa_oracle::properties
