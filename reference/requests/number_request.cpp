#include "requests/number_request.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/rational.h"

namespace jepa_oracle::requests {

Digits digits_of(const std::string& text, const std::string& where) {
  const Rational count = parse_rational(text, where);
  if (denominator(count) != 1 || count < 1 || count > Digits::kMaxDigits) {
    throw InvalidProblem(
        where, fmt::format("{} is not a number of digits; expected an integer from 1 to {}", text, Digits::kMaxDigits));
  }
  return Digits(static_cast<long>(numerator(count)), where);
}

long whole_number(const std::string& text, const std::string& where, long least, long most) {
  const Rational value = parse_rational(text, where);
  if (denominator(value) != 1 || value < least || value > most) {
    throw InvalidProblem(where, fmt::format("{} is not a whole number from {} to {}", text.substr(0, 40), least, most));
  }
  return static_cast<long>(numerator(value));
}

}  // namespace jepa_oracle::requests
