#include "field.h"

#include <algorithm>

namespace jepa_oracle::properties {
namespace {

std::uint64_t below(rc::Random& random, std::uint64_t bound) { return random.next() % bound; }

Rational ten_to(long exponent) { return power(Rational(10), exponent); }

/// Two digits and an exponent in [low, high).
Rational log_uniform(rc::Random& random, int low, int high) {
  const long exponent = low + static_cast<long>(below(random, static_cast<std::uint64_t>(high - low)));
  const long mantissa = 10 + static_cast<long>(below(random, 90));
  return Rational(mantissa) * ten_to(exponent - 1);
}

/// Length as a fraction, then size: what a person would call simpler.
std::pair<std::size_t, Rational> complexity(const Rational& value) {
  const Rational size = boost::multiprecision::abs(Rational(numerator(value))) + Rational(denominator(value));
  return {to_fraction(value).size(), size};
}

/// The same number with one significant digit.
Rational one_digit(const Rational& value) {
  if (value <= 0) return value;
  long exponent = 0;
  while (ten_to(exponent + 1) <= value) ++exponent;
  while (ten_to(exponent) > value) --exponent;
  const Rational scaled = value / ten_to(exponent);
  return Rational(boost::multiprecision::mpz_int(numerator(scaled) / denominator(scaled))) * ten_to(exponent);
}

bool in_unit_interval(const Rational& value) { return value > 0 && value < 1; }

}  // namespace

Field choice(std::string name, std::vector<long> choices, std::vector<long> corners) {
  const std::vector<Rational> simple(choices.begin(), choices.end());
  std::vector<Rational> all(choices.begin(), choices.end());
  all.insert(all.end(), corners.begin(), corners.end());
  if (corners.empty()) corners = {choices.front(), choices.back()};
  return {std::move(name),
          [choices](rc::Random& random) { return Rational(choices[below(random, choices.size())]); },
          [all](const Rational& v) { return std::find(all.begin(), all.end(), v) != all.end(); },
          {corners.begin(), corners.end()},
          simple};
}

Field depth_field() { return choice("depth", {1, 2, 3, 4, 8}, {1, 2, 64}); }
Field deep_field() { return choice("depth", {2, 3, 4, 8}, {2, 16}); }
Field objective_field() { return choice("objective", {0, 1}); }

Field positive(std::string name, int low, int high) {
  return {std::move(name),
          [low, high](rc::Random& random) { return log_uniform(random, low, high); },
          [](const Rational& v) { return v > 0; },
          {ten_to(low), ten_to(high)},
          {Rational(1), Rational(2), Rational(1, 2), Rational(3), Rational(1, 10), Rational(10)}};
}

Field fraction(std::string name, int digits) {
  return {std::move(name),
          [digits](rc::Random& random) -> Rational {
            const std::uint64_t kind = below(random, 8);
            if (kind >= 2) return Rational(1 + static_cast<long>(below(random, 99)), 100);
            const Rational near_end = ten_to(-1 - static_cast<long>(below(random, static_cast<std::uint64_t>(digits))));
            return kind == 0 ? near_end : Rational(1 - near_end);
          },
          in_unit_interval,
          {ten_to(-digits), 1 - ten_to(-digits)},
          {Rational(1, 2), Rational(1, 10), Rational(9, 10)}};
}

Field part(std::string name, int digits) {
  return {std::move(name),
          [digits](rc::Random& random) { return log_uniform(random, -digits, 0) * Rational(99, 100); },
          in_unit_interval,
          {ten_to(-digits), Rational(99, 100)},
          {Rational(1, 2), Rational(1, 10), Rational(1, 100)}};
}

std::vector<Rational> simpler(const Field& field, const Rational& value) {
  std::vector<Rational> candidates = field.simple;
  candidates.push_back(one_digit(value));
  std::vector<Rational> result;
  for (const Rational& candidate : candidates) {
    const bool known = std::find(result.begin(), result.end(), candidate) != result.end();
    if (!known && field.contains(candidate) && complexity(candidate) < complexity(value)) result.push_back(candidate);
  }
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return complexity(a) < complexity(b); });
  return result;
}

}  // namespace jepa_oracle::properties
