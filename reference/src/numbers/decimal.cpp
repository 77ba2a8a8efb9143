#include "jepa_oracle/decimal.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "jepa_oracle/errors.h"
#include "numbers/bits_per_digit.h"
#include "numbers/decimal_layout.h"

namespace jepa_oracle {
namespace {

constexpr Bits kGuardBits = 40;

std::string decimal(mpfr_srcptr value, Digits digits, mpfr_rnd_t rounding) {
  if (mpfr_zero_p(value) != 0) return "0";
  if (mpfr_nan_p(value) != 0) return "nan";
  if (mpfr_inf_p(value) != 0) return mpfr_sgn(value) < 0 ? "-inf" : "inf";
  // mpfr_get_str asks for at least two digits in base 10 before 4.1; one digit is legal in the versions we build with.
  mpfr_exp_t exponent = 0;
  const std::unique_ptr<char, void (*)(char*)> text(
      mpfr_get_str(nullptr, &exponent, 10, static_cast<std::size_t>(digits.count()), value, rounding), mpfr_free_str);
  const bool negative = text.get()[0] == '-';
  return decimal_layout(negative, text.get() + (negative ? 1 : 0), exponent);
}

struct Rounded {
  std::string text;
  bool exact;  ///< the text is the number itself
};

/// Nearest decimal of a rational that is not 0: digits from an integer division, ties decided exactly by `on_tie`
/// (-1: the number lies just below, +1: just above, 0: it is the tie itself and goes to the even digit).
Rounded rounded_rational(const Rational& value, Digits digits, int on_tie) {
  using Integer = boost::multiprecision::mpz_int;
  const bool negative = value < 0;
  const Rational magnitude = negative ? Rational(-value) : value;
  if (negative) on_tie = -on_tie;
  // exponent e with 10^(e-1) <= magnitude < 10^e, from the sizes and then corrected
  long e = static_cast<long>(mpz_sizeinbase(mpq_numref(magnitude.backend().data()), 10)) -
           static_cast<long>(mpz_sizeinbase(mpq_denref(magnitude.backend().data()), 10));
  while (power(Rational(10), e) <= magnitude) ++e;
  while (power(Rational(10), e - 1) > magnitude) --e;
  const Rational scaled = magnitude * power(Rational(10), digits.count() - e);
  Integer quotient = Integer(numerator(scaled)) / Integer(denominator(scaled));
  const Rational rest = scaled - Rational(quotient);
  const Rational half(1, 2);
  const bool odd = mpz_odd_p(quotient.backend().data()) != 0;
  if (rest > half || (rest == half && (on_tie > 0 || (on_tie == 0 && odd)))) ++quotient;
  std::string text = quotient.str();
  if (static_cast<int>(text.size()) > digits.count()) {  // 9.99 -> 10.0
    text.pop_back();
    ++e;
  }
  return {decimal_layout(negative, text, e), rest == 0};
}

}  // namespace

Digits::Digits(long count, const std::string& where) : count_(static_cast<int>(count)) {
  if (count < 1 || count > kMaxDigits) {
    throw InvalidProblem(
        where, fmt::format("{} is not a number of digits; expected an integer from 1 to {}", count, kMaxDigits));
  }
}

Bits Digits::working_bits() const { return static_cast<Bits>(std::ceil(count_ * kBitsPerDigit)) + kGuardBits; }

std::string decimal_below(const Real& value, Digits digits) { return decimal(value.get(), digits, MPFR_RNDD); }
std::string decimal_above(const Real& value, Digits digits) { return decimal(value.get(), digits, MPFR_RNDU); }

std::string decimal_of(const Rational& value, Digits digits) {
  if (value == 0) return "0";
  Rounded rounded = rounded_rational(value, digits, 0);
  return rounded.exact ? *to_exact_decimal(value) : std::move(rounded.text);
}

std::optional<std::string> decimal_of(const Interval& value, Digits digits, const std::optional<Rational>& strict_lower,
                                      const std::optional<Rational>& strict_upper) {
  if (!value.is_bounded()) return std::nullopt;
  const mpfr_srcptr left = &value.get()->left;
  const mpfr_srcptr right = &value.get()->right;
  const bool left_strict = strict_lower && mpfr_cmp_q(left, strict_lower->backend().data()) <= 0;
  const bool right_strict = strict_upper && mpfr_cmp_q(right, strict_upper->backend().data()) >= 0;
  // Numbers just beside 0 have no first digit.
  if ((left_strict && *strict_lower == 0) || (right_strict && *strict_upper == 0)) return std::nullopt;
  const std::string low =
      left_strict ? rounded_rational(*strict_lower, digits, +1).text : decimal(left, digits, MPFR_RNDN);
  const std::string high =
      right_strict ? rounded_rational(*strict_upper, digits, -1).text : decimal(right, digits, MPFR_RNDN);
  if (low != high) return std::nullopt;
  return low;
}

}  // namespace jepa_oracle
