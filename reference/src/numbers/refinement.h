#pragma once

#include <algorithm>
#include <cmath>

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/interruption.h"
#include "numbers/bits_per_digit.h"

namespace jepa_oracle {

/// Bounds that a number is known to lie strictly between, used to round amplitudes that have all but reached their
/// limit.
struct StrictBounds {
  std::optional<Rational> lower;
  std::optional<Rational> upper;
};

/// Working precision is raised at most to this many bits (about 39,000 digits), or to eight times what the digits
/// need when that is more.
inline constexpr Bits kPrecisionLimit = 131'072;

/// Precisions at which an enclosure may be unbounded or touch 0 before that is taken for final.
inline constexpr int kHopelessTries = 5;

/// Evaluates `enclose(bits)` at rising precision until the enclosure rounds to one decimal of the digits asked for.
/// The second precision is the first plus the bits that were found missing (cancellation, measured); after that it
/// doubles.
/// @param extra_bits  cancellation foreseen from the inputs
template <class Enclose>
Guaranteed refine(Digits digits, Bits extra_bits, const Enclose& enclose, const StrictBounds& bounds = {}) {
  const Bits wanted = static_cast<Bits>(std::ceil(digits.count() * kBitsPerDigit)) + 2;
  const Bits first = digits.working_bits() + extra_bits;
  const Bits limit = std::max(kPrecisionLimit, 8 * first);
  Bits bits = first;
  int hopeless = 0;
  while (true) {
    interruption_point();
    Interval enclosure = enclose(bits);
    const long reached = enclosure.relative_bits();
    if (reached >= wanted) {
      std::optional<std::string> decimal = decimal_of(enclosure, digits, bounds.lower, bounds.upper);
      if (decimal) return {digits, std::nullopt, std::move(enclosure), std::move(decimal)};
    }
    // A bound that is infinite, or exactly 0, left the range of exponents: no precision brings it back.
    const bool out_of_range = !enclosure.is_bounded() || enclosure.lower() == Real(0) || enclosure.upper() == Real(0);
    hopeless = out_of_range ? hopeless + 1 : 0;
    if (bits >= limit || hopeless == kHopelessTries) return {digits, std::nullopt, std::move(enclosure), std::nullopt};
    const bool measurable = bits == first && reached > -bits && reached < wanted;
    bits = std::min(limit, measurable ? bits + (wanted - reached) + 16 : 2 * bits);
  }
}

}  // namespace jepa_oracle
