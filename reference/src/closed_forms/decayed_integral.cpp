#include "closed_forms/decayed_integral.h"

#include <cmath>
#include <optional>
#include <vector>

#include "jepa_oracle/interruption.h"
#include "numbers/gauss_legendre.h"

namespace jepa_oracle {
namespace {

constexpr int kMostPieces = 100'000;
/// Terms of the two exponential series that are taken together, where their signs differ.
constexpr long kMostTerms = 64;

Interval nowhere() { return Interval(0) / Interval(0); }

/// F at a point, with its two exponentials.
struct SpeedAt {
  Interval a;  ///< A e^(n x)
  Interval b;  ///< B e^(k x)
  Interval f;
};

SpeedAt speed_at(const DecayedSpeed& speed, const Interval& growth_factor) {  // e^x
  const Interval rise = power(growth_factor, speed.n);
  SpeedAt at{speed.a * rise, speed.b * rise * power(growth_factor, speed.k - speed.n), Interval(0)};
  at.f = at.a - at.b - speed.eta;
  return at;
}

/// Number of terms of A (n r)^j/j! - B (k r)^j/j! up to which they may be positive; nothing where that is not few.
std::optional<long> positive_terms(const DecayedSpeed& speed, const SpeedAt& at) {
  if (speed.n == 0 || certainly_negative(at.a)) return 0;
  if (!certainly_positive(at.a) || !certainly_positive(at.b)) return std::nullopt;
  const double ratio = (log(at.a) - log(at.b)).midpoint().to_double();
  const double step = std::log(static_cast<double>(speed.k) / static_cast<double>(speed.n));
  const double terms = std::ceil(ratio / step) + 1;
  if (!(terms <= static_cast<double>(kMostTerms))) return std::nullopt;
  return terms > 0 ? static_cast<long>(terms) : 0;
}

/// Sum over j >= 1 of |A (n r)^j - B (k r)^j| / j!, enclosed or bounded from above.
Interval sum_of_moduli(const DecayedSpeed& speed, const SpeedAt& at, const Interval& r) {
  const Interval rise = at.a * expm1(r * speed.n);
  const Interval bend = at.b * expm1(r * speed.k);
  const Interval apart = abs(rise) + bend;
  const std::optional<long> terms = positive_terms(speed, at);
  if (!terms) return apart;
  Interval moduli(0);
  Interval rest = bend - rise;  // sum of B (k r)^j/j! - A (n r)^j/j!
  Interval of_rise = at.a;
  Interval of_bend = at.b;
  for (long j = 1; j <= *terms + 1; ++j) {
    of_rise = of_rise * r * speed.n / j;
    of_bend = of_bend * r * speed.k / j;
    const Interval term = of_bend - of_rise;
    if (j > *terms) {  // from here on none is negative, as (k/n)^j rises
      return certainly_negative(term) || (!certainly_positive(term) && speed.n > 0 && certainly_positive(at.a))
                 ? apart
                 : moduli + rest;
    }
    moduli += abs(term);
    rest -= term;
  }
  return apart;
}

/// A lower bound of |F| on the disc of radius r about the point.
Real least_speed(const DecayedSpeed& speed, const SpeedAt& at, const Interval& r) {
  const Interval rise = abs(at.a);
  const Interval near = abs(at.f) - sum_of_moduli(speed, at, r);
  const Interval inner = rise * exp(-(r * speed.n)) - at.b * exp(r * (speed.k - 2 * speed.n)) - speed.eta;
  const Interval outer = at.b * exp(-(r * speed.k)) - rise * exp(r * speed.n) - speed.eta;
  Real least = near.lower();
  for (const Interval& bound : {inner, outer}) {
    if (least < bound.lower()) least = bound.lower();
  }
  return least;
}

}  // namespace

Interval decayed_integral(const DecayedSpeed& speed, const Interval& end, Bits bits) {
  if (!end.is_bounded()) return nowhere();
  constexpr double kBitsPerNode = 5.08;  // 2 log2(3 + 2 sqrt(2)), rounded down
  constexpr Bits kStep = 64;             // rules of few precisions are remembered
  const Bits of_rule = (bits + kStep - 1) / kStep * kStep;
  const auto remembered =
      remembered_gauss_rule(static_cast<long>(static_cast<double>(of_rule) / kBitsPerNode / 2) + 3, of_rule);
  const GaussRule& rule = *remembered;
  if (rule.points.empty()) return nowhere();
  const Interval error = gauss_error(rule.count(), 64);
  const Real last = end.midpoint();
  const Interval whole(last);

  // What lies between the end taken and the end meant.
  Interval sum = (end - whole) / speed_at(speed, exp(end)).f;
  struct Piece {
    Rational middle;  ///< as a part of the whole
    Rational half;
  };
  std::vector<Piece> pieces{{Rational(1, 2), Rational(1, 2)}};
  for (int taken = 0; !pieces.empty(); ++taken) {
    interruption_point();
    const Piece piece = std::move(pieces.back());
    pieces.pop_back();
    const Interval middle = whole * Interval(piece.middle, bits);
    const Interval half = whole * Interval(piece.half, bits);
    const Interval factor = exp(middle);
    const SpeedAt at = speed_at(speed, factor);
    const Real size = abs(at.f).lower();
    if (!(size > Real(0)) || taken > kMostPieces) return nowhere();
    const Interval reach = abs(half);
    const Real least = least_speed(speed, at, reach * 3L);
    if (!(least * 64L > abs(at.f).upper())) {
      const Rational quarter = piece.half / 2;
      pieces.push_back({piece.middle + quarter, quarter});
      pieces.push_back({piece.middle - quarter, quarter});
      continue;
    }
    Interval values(0);
    for (const auto& [node, weight] : rule.points) {
      const Interval step = exp(half * node);
      values +=
          weight * (Interval(1) / speed_at(speed, factor * step).f + Interval(1) / speed_at(speed, factor / step).f);
    }
    const Interval missed = reach * error / Interval(least);
    sum += half * values + hull(-missed, missed);
  }
  return sum;
}

}  // namespace jepa_oracle
