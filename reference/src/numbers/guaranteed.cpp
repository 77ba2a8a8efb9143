#include "jepa_oracle/guaranteed.h"

namespace jepa_oracle {
namespace {

/// Digits shown of the ends beyond those asked for, so that the printed enclosure is about as narrow as the computed
/// one.
constexpr int kExtraDigits = 5;

bool is_exact_text(const Guaranteed& number) {
  return number.exact && *number.decimal == to_exact_decimal(*number.exact);
}

Digits with_room(Digits digits) { return Digits(std::min(digits.count() + kExtraDigits, Digits::kMaxDigits)); }

}  // namespace

std::string Guaranteed::lower() const {
  if (is_exact_text(*this)) return *decimal;
  return decimal_below(enclosure.lower(), with_room(digits));
}

std::string Guaranteed::upper() const {
  if (is_exact_text(*this)) return *decimal;
  return decimal_above(enclosure.upper(), with_room(digits));
}

Guaranteed Guaranteed::of_exact(const Rational& value, Digits digits) {
  return {digits, value, Interval(value, digits.working_bits()), decimal_of(value, digits)};
}

}  // namespace jepa_oracle
