#include "suite/claim_parameter.h"

#include <algorithm>

namespace jepa_oracle::properties {
namespace {

/// Depths that every run meets several times, and the largest of a scalar claim.
constexpr long kUsualDepth = 12;
constexpr long kLargestDepth = 64;

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

Field mostly(std::string name, std::vector<long> choices, std::vector<long> rare, std::size_t period,
             std::vector<long> corners) {
  std::vector<long> all = choices;
  all.insert(all.end(), rare.begin(), rare.end());
  if (corners.empty()) corners = {choices.front(), choices.back()};
  Field field = choice(std::move(name), all, std::move(corners));
  for (std::size_t i = 0; i < period; ++i) field.turns.emplace_back(choices[i % choices.size()]);
  for (std::size_t r = 0; r < rare.size(); ++r) field.turns[(2 * r + 1) * period / (2 * rare.size())] = rare[r];
  return field;
}

Field depth_field(long least) {
  Field field{"depth",
              [least](rc::Random& random) -> Rational {
                const auto usual = static_cast<std::uint64_t>(kUsualDepth - least + 1);
                if (below(random, 2) == 0) return least + static_cast<long>(below(random, usual));
                return kUsualDepth + 1 + static_cast<long>(below(random, kLargestDepth - kUsualDepth));
              },
              [least](const Rational& v) { return denominator(v) == 1 && v >= least && v <= kLargestDepth; },
              {least, least + 1, kLargestDepth},
              {}};
  for (const long depth : {1, 2, 3, 4, 8, 16}) {
    if (depth >= least) field.simple.emplace_back(depth);
  }
  // Evenly mixed: of a hundred places `deep` ones, in a scattered order (21 is prime to 52).
  constexpr long kPlaces = 100;
  constexpr long kDeep = kLargestDepth - kUsualDepth;
  static_assert(kDeep == 52);
  long usual = 0;
  for (long place = 0; place < kPlaces; ++place) {
    const long deep_before = place * kDeep / kPlaces;
    const bool is_deep = (place + 1) * kDeep / kPlaces > deep_before;
    field.turns.emplace_back(is_deep ? kUsualDepth + 1 + deep_before * 21 % kDeep
                                     : least + usual++ % (kUsualDepth - least + 1));
  }
  return field;
}

Field deep_field() { return depth_field(2); }
// JEPA and MAE, of which the claims with this field are stated: a new row of the table is not claimed of by itself.
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
