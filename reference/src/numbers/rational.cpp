#include "jepa_oracle/rational.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/exact_rational.h"
#include "numbers/decimal_layout.h"

namespace jepa_oracle {
namespace {

using Integer = boost::multiprecision::mpz_int;

/// Most decimal digits of the numerator and of the denominator of what is read: as many as the largest exponent gives.
/// A few characters ("1e-100000/1e100000") would else ask for answers far longer than themselves.
constexpr std::size_t kMaxDigitsRead = kMaxDecimalExponent + 1;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// What the user typed, cut so that a message stays one line.
std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 40;
  const bool cut = text.size() > kShown;
  std::string shown = "\"";
  for (const char c : text.substr(0, kShown)) shown += std::isprint(static_cast<unsigned char>(c)) != 0 ? c : '?';
  return shown + (cut ? "...\"" : "\"");
}

[[noreturn]] void refuse(std::string_view text, const std::string& where) {
  throw InvalidProblem(where, quoted(text) + " is not a finite decimal number or fraction");
}

Integer integer_from(std::string_view digits) {
  Integer value;
  mpz_set_str(value.backend().data(), std::string(digits).c_str(), 10);
  return value;
}

Integer power_of_ten(unsigned long exponent) {
  Integer value;
  mpz_ui_pow_ui(value.backend().data(), 10, exponent);
  return value;
}

Rational parse_decimal(std::string_view text, std::string_view whole, const std::string& where) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  long exponent = 0;
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view tail = text.substr(e + 1);
    const bool minus = !tail.empty() && tail.front() == '-';
    if (!tail.empty() && (tail.front() == '-' || tail.front() == '+')) tail.remove_prefix(1);
    if (tail.empty() || !all_digits(tail)) refuse(whole, where);
    while (tail.size() > 1 && tail.front() == '0') tail.remove_prefix(1);
    if (tail.size() > 6 || std::stol(std::string(tail)) > kMaxDecimalExponent) {
      throw InvalidProblem(where,
                           quoted(whole) + " has a decimal exponent beyond " + std::to_string(kMaxDecimalExponent));
    }
    exponent = std::stol(std::string(tail)) * (minus ? -1 : 1);
    text = text.substr(0, e);
  }
  const auto dot = text.find('.');
  const std::string_view before = text.substr(0, dot);
  const std::string_view after = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  if ((before.empty() && after.empty()) || !all_digits(before) || !all_digits(after)) refuse(whole, where);
  exponent -= static_cast<long>(after.size());
  const Integer digits = integer_from(std::string(before) + std::string(after));
  const Integer scale = power_of_ten(static_cast<unsigned long>(std::abs(exponent)));
  const Rational value = exponent >= 0 ? Rational(digits * scale) : Rational(digits, scale);
  return negative ? -value : value;
}

/// Decimal digits; of a number that is short, perhaps one too many.
std::size_t digits_of(mpz_srcptr value) {
  const std::size_t digits = mpz_sizeinbase(value, 10);
  if (digits <= kMaxDigitsRead) return digits;
  return mpz_cmpabs(value, power_of_ten(digits - 1).backend().data()) < 0 ? digits - 1 : digits;
}

/// The number itself, unless its numerator or denominator is too long.
Rational require_short(Rational value, std::string_view text, const std::string& where) {
  mpq_srcptr exact = value.backend().data();
  const std::size_t digits = std::max(digits_of(mpq_numref(exact)), digits_of(mpq_denref(exact)));
  if (digits <= kMaxDigitsRead) return value;
  throw InvalidProblem(where, quoted(text) + " has " + std::to_string(digits) +
                                  " digits above or below its fraction bar when written out; at most " +
                                  std::to_string(kMaxDigitsRead) + " are read");
}

}  // namespace

Rational parse_rational(std::string_view text, const std::string& where) {
  if (text.size() > kMaxNumberLength) {
    throw InvalidProblem(where, "a number of " + std::to_string(text.size()) + " characters; at most " +
                                    std::to_string(kMaxNumberLength) + " are read");
  }
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return require_short(parse_decimal(text, text, where), text, where);
  const Rational numerator = parse_decimal(text.substr(0, slash), text, where);
  const Rational denominator = parse_decimal(text.substr(slash + 1), text, where);
  if (denominator == 0) throw InvalidProblem(where, quoted(text) + " divides by zero");
  return require_short(numerator / denominator, text, where);
}

Rational exact_rational(double value, const std::string& where) {
  if (!std::isfinite(value)) {
    throw InvalidProblem(where, fmt::format("{} is not a finite number: it has no exact value", value));
  }
  Rational exact;
  mpq_set_d(exact.backend().data(), value);
  return exact;
}

std::string to_fraction(const Rational& value) { return value.str(); }

std::optional<std::string> to_exact_decimal(const Rational& value) {
  Integer rest = denominator(value);
  unsigned long twos = 0;
  unsigned long fives = 0;
  twos = mpz_remove(rest.backend().data(), rest.backend().data(), Integer(2).backend().data());
  fives = mpz_remove(rest.backend().data(), rest.backend().data(), Integer(5).backend().data());
  if (rest != 1) return std::nullopt;
  const unsigned long places = std::max(twos, fives);
  const Integer scaled = Integer(Integer(numerator(value)) * power_of_ten(places)) / Integer(denominator(value));
  std::string digits = Integer(abs(scaled)).str();
  long exponent = -static_cast<long>(places);  // value = digits * 10^exponent
  while (digits.size() > 1 && digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  if (digits == "0") return "0";
  return decimal_layout(value < 0, digits, static_cast<long>(digits.size()) + exponent, true);
}

std::string exact_text(const Rational& value) { return to_exact_decimal(value).value_or(to_fraction(value)); }

Rational power(const Rational& value, long exponent) {
  if (exponent < 0 && value == 0) throw InvalidProblem("", "zero has no negative power");
  const auto size = static_cast<unsigned long>(exponent < 0 ? -exponent : exponent);
  // A power of a fraction in lowest terms is in lowest terms: no gcd is needed.
  Rational result;
  mpz_pow_ui(mpq_numref(result.backend().data()), mpq_numref(value.backend().data()), size);
  mpz_pow_ui(mpq_denref(result.backend().data()), mpq_denref(value.backend().data()), size);
  if (exponent < 0) mpq_inv(result.backend().data(), result.backend().data());
  return result;
}

std::optional<Rational> exact_root(const Rational& value, unsigned long degree) {
  if (value < 0 || degree == 0) return std::nullopt;
  Rational result;
  const bool top = mpz_root(mpq_numref(result.backend().data()), mpq_numref(value.backend().data()), degree) != 0;
  if (!top) return std::nullopt;
  if (mpz_root(mpq_denref(result.backend().data()), mpq_denref(value.backend().data()), degree) == 0) {
    return std::nullopt;
  }
  return result;
}

}  // namespace jepa_oracle
