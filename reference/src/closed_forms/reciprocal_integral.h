#pragma once

#include <vector>

#include "jepa_oracle/interruption.h"
#include "jepa_oracle/interval.h"
#include "numbers/gauss_legendre.h"

namespace jepa_oracle {

/// integral from 0 to `end` of dx / F(x), which must have no zero there: Gauss-Legendre rules on pieces on whose discs
/// |F| is bounded below (proofs-notes/decay.md, How a decayed time is enclosed).
///
/// `Speed` offers F through e^x, of which every piece shares the powers:
///   auto at(const Interval& e_to_x)                    F at a point, its member `f`, and what `least` needs of it
///   Real least(const At& middle, const Interval& r)    a lower bound of |F| on the disc of radius r about that point
/// @returns an enclosure; undefined where `bits` do not suffice, or the pieces are too many
template <class Speed>
Interval reciprocal_integral(const Speed& speed, const Interval& end, Bits bits) {
  constexpr int kMostPieces = 100'000;
  constexpr double kBitsPerNode = 5.08;  // 2 log2(3 + 2 sqrt(2)), rounded down
  const Interval nowhere = Interval(0) / Interval(0);
  if (!end.is_bounded()) return nowhere;
  constexpr Bits kStep = 64;  // rules of few precisions are remembered
  const Bits of_rule = (bits + kStep - 1) / kStep * kStep;
  const auto remembered =
      remembered_gauss_rule(static_cast<long>(static_cast<double>(of_rule) / kBitsPerNode / 2) + 3, of_rule);
  const GaussRule& rule = *remembered;
  if (rule.points.empty()) return nowhere;
  const Interval error = gauss_error(rule.count(), 64);
  const Interval whole(end.midpoint());

  // What lies between the end taken and the end meant.
  Interval sum = (end - whole) / speed.at(exp(end)).f;
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
    const auto at = speed.at(factor);
    if (!(abs(at.f).lower() > Real(0)) || taken > kMostPieces) return nowhere;
    const Interval reach = abs(half);
    const Real least = speed.least(at, reach * 3L);
    if (!(least * 64L > abs(at.f).upper())) {
      const Rational quarter = piece.half / 2;
      pieces.push_back({piece.middle + quarter, quarter});
      pieces.push_back({piece.middle - quarter, quarter});
      continue;
    }
    Interval values(0);
    for (const auto& [node, weight] : rule.points) {
      const Interval step = exp(half * node);
      values += weight * (Interval(1) / speed.at(factor * step).f + Interval(1) / speed.at(factor / step).f);
    }
    const Interval missed = reach * error / Interval(least);
    sum += half * values + hull(-missed, missed);
  }
  return sum;
}

}  // namespace jepa_oracle
