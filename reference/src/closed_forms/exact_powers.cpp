#include "closed_forms/exact_powers.h"

#include <numeric>

#include "numbers/refinement.h"

namespace jepa_oracle {

std::optional<Rational> exact_power(const Rational& value, long numerator, long denominator) {
  // In lowest terms i/j: value^i is the j-th power of a rational exactly where value is, by unique factorisation.
  const long common = std::gcd(numerator, denominator);
  const auto base = exact_root(value, static_cast<unsigned long>(denominator / common));
  return base ? std::optional(power(*base, numerator / common)) : std::nullopt;
}

Guaranteed rational_power(const Rational& value, long numerator, long denominator, const Rational& factor,
                          Digits digits) {
  if (const auto exact = exact_power(value, numerator, denominator)) {
    return Guaranteed::of_exact(factor * *exact, digits);
  }
  return refine(digits, 0, [&](Bits bits) {
    const Interval base = root(Interval(value, bits), static_cast<unsigned long>(denominator));
    return Interval(factor, bits) * power(base, numerator);
  });
}

int compare_powers(const Rational& x, long i, const Rational& y, long j) {
  constexpr Bits kGlanceBits = 64;
  const auto glance = [](const Rational& value, long exponent) {
    return power(Interval(value, kGlanceBits), exponent);
  };
  const Interval left = glance(x, i);
  const Interval right = glance(y, j);
  if (certainly_less(left, right)) return -1;
  if (certainly_less(right, left)) return 1;
  const int order = power(x, i).compare(power(y, j));
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

}  // namespace jepa_oracle
