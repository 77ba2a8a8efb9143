#include "numbers/decimal_layout.h"

#include <fmt/format.h>

#include <algorithm>

namespace jepa_oracle {

std::string decimal_layout(bool negative, std::string_view digits, long exponent, bool exact) {
  constexpr long kMostPlaces = 21;
  constexpr long kMostZeros = 4;
  const std::string_view sign = negative ? "-" : "";
  const auto size = static_cast<long>(digits.size());
  // A zero put in place of a digit that was not asked for would look like a digit.
  if (exponent > (exact ? kMostPlaces : std::min(kMostPlaces, size)) || exponent < -kMostZeros) {
    const std::string_view point = size > 1 ? "." : "";
    return fmt::format("{}{}{}{}e{}", sign, digits.substr(0, 1), point, digits.substr(1), exponent - 1);
  }
  if (exponent <= 0) return fmt::format("{}0.{:0<{}}{}", sign, "", -exponent, digits);
  if (exponent >= size) return fmt::format("{}{:0<{}}", sign, digits, exponent);
  const auto places = static_cast<std::size_t>(exponent);
  return fmt::format("{}{}.{}", sign, digits.substr(0, places), digits.substr(places));
}

}  // namespace jepa_oracle
