#include "numbers.h"

#include <fmt/format.h>

#include "requests/number_request.h"

namespace jepa_oracle::python {

Inconclusive::Inconclusive(const std::string& what, const Guaranteed& number)
    : std::runtime_error(fmt::format("{}: not decided within the precision limit; it lies between {} and {}", what,
                                     number.lower(), number.upper())),
      lower_(number.lower()),
      upper_(number.upper()) {}

std::optional<Digits> digits_of(const Text& text) {
  if (!text) return std::nullopt;
  return requests::digits_of(*text, "digits");
}

double nearest_double(const Rational& value) {
  // Whatever lies half-way between two doubles has 54 bits. Between two neighbours of more bits there is no such
  // number, and their middle rounds as everything between them does.
  constexpr Bits kBits = 128;
  const Interval around(value, kBits);
  const Real sum = around.lower().rounded_to(kBits + 2) + around.upper();
  return (sum / 2L).to_double();
}

std::optional<double> nearest_double(const Guaranteed& number) {
  if (number.exact) return nearest_double(*number.exact);
  if (!number.enclosure.is_bounded()) return std::nullopt;
  const double lower = number.enclosure.lower().to_double();
  const double upper = number.enclosure.upper().to_double();
  return lower == upper ? std::optional(lower) : std::nullopt;
}

}  // namespace jepa_oracle::python
