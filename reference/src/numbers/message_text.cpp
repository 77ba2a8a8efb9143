#include "numbers/message_text.h"

namespace jepa_oracle {

std::string shown(const Rational& value) {
  constexpr std::size_t kLongest = 40;
  const std::string text = to_exact_decimal(value).value_or(to_fraction(value));
  return text.size() <= kLongest ? text : text.substr(0, kLongest - 3) + "...";
}

}  // namespace jepa_oracle
