#include "rational_integral.h"

#include <algorithm>
#include <optional>

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {
namespace {

constexpr std::size_t kTerms = 64;
constexpr long kRadius = 4;
constexpr int kMaxCells = 5'000;
constexpr int kMaxHalvings = 400;

/// Coefficients of f(m + x) in x, by Horner's scheme.
Polynomial shifted(Polynomial f, const Rational& m) {
  for (std::size_t i = 0; i + 1 < f.size(); ++i) {
    for (std::size_t k = f.size() - 1; k-- > i;) f[k] += m * f[k + 1];
  }
  return f;
}

/// sum of |f_k| r^k from k = first on
Rational size_on_disk(const Polynomial& f, const Rational& r, std::size_t first) {
  Rational sum = 0;
  Rational power_of_r = 1;
  for (std::size_t k = 0; k < f.size(); ++k, power_of_r *= r) {
    if (k >= first) sum += boost::multiprecision::abs(f[k]) * power_of_r;
  }
  return sum;
}

/// The integral over [m - h, m + h]; nothing when the disk may reach a zero of D.
std::optional<Interval> cell(const Polynomial& numerator, const Polynomial& denominator, const Rational& m,
                             const Rational& h) {
  const Polynomial d = shifted(denominator, m);
  const Rational r = kRadius * h;
  const Rational at_middle = boost::multiprecision::abs(d[0]);
  if (at_middle == 0 || size_on_disk(d, r, 1) > at_middle / 2) return std::nullopt;
  const Polynomial n = shifted(numerator, m);
  std::vector<Interval> divisor;
  for (const Rational& coefficient : d) divisor.push_back(exact(coefficient));
  std::vector<Interval> f;
  while (f.size() < kTerms) {
    const std::size_t k = f.size();
    Interval sum = k < n.size() ? exact(n[k]) : exact(0);
    for (std::size_t i = 1; i < divisor.size() && i <= k; ++i) sum -= divisor[i] * f[k - i];
    f.push_back(sum / divisor[0]);
  }
  const Interval half = exact(h);
  Interval power_of_h = half * 2L;
  Interval integral = exact(0);
  for (std::size_t k = 0; k < kTerms; k += 2) {  // odd powers cancel over the symmetric cell
    integral += f[k] * power_of_h / static_cast<long>(k + 1);
    power_of_h *= square(half);
  }
  const Interval largest = exact(2 * size_on_disk(n, r, 0) / at_middle);
  const Interval rest = largest * half * 2L * exact(power(Rational(kRadius), -static_cast<long>(kTerms)) * 4 / 3);
  return integral + hull(-rest, rest);
}

}  // namespace

Polynomial polynomial_product(const Polynomial& a, const Polynomial& b) {
  Polynomial result(a.size() + b.size() - 1, Rational(0));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < b.size(); ++k) result[i + k] += a[i] * b[k];
  }
  return result;
}

Polynomial polynomial_power(const Polynomial& a, long exponent) {
  Polynomial result{Rational(1)};
  for (long i = 0; i < exponent; ++i) result = polynomial_product(result, a);
  return result;
}

Interval integrate_rational(const Polynomial& numerator, const Polynomial& denominator, const Rational& a,
                            const Rational& b) {
  // Steps are powers of two, so that the places of the cells stay short numbers.
  const Rational length = b - a;
  Interval sum = exact(0);
  if (length == 0) return sum;
  const Real size(boost::multiprecision::abs(length), 64);
  Rational step = power(Rational(2), binary_exponent(size) + 1) * (length > 0 ? 1 : -1);
  Rational z = a;
  for (int cells = 0; z != b; ++cells) {
    if (cells == kMaxCells) return Interval(0) / Interval(0);
    std::optional<Interval> part;
    Rational next = z;
    for (int halvings = 0; !part; ++halvings) {
      if (halvings == kMaxHalvings) return Interval(0) / Interval(0);
      const bool last = length > 0 ? z + step >= b : z + step <= b;
      next = last ? b : Rational(z + step);
      part = cell(numerator, denominator, (z + next) / 2, boost::multiprecision::abs(Rational(next - z)) / 2);
      if (!part) step /= 2;
    }
    sum += length > 0 ? *part : -*part;
    z = next;
    step *= 2;
  }
  return sum;
}

}  // namespace jepa_oracle::properties
