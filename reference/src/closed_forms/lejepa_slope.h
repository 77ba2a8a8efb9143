#pragma once

#include "jepa_oracle/lejepa.h"

namespace jepa_oracle {

/// l'(Q) = k + c sqrt(2 pi) (s (2+Q)^(-3/2) - r (1+2Q)^(-3/2)) of LeJEPA:
///   k = (1-c)(1-rho)/2;   (s, r) = (1, 1) for T, (N, N-1) for B_N, (1, 1 - 1/N) for B_N/N
/// It rises strictly on [0, 1] and is positive beyond its zero.       (proofs-notes/lejepa.md)
struct LeJepaSlope {
  Rational invariance;  ///< k >= 0
  Rational weight;      ///< c
  Rational cross;       ///< s
  Rational square;      ///< r

  static LeJepaSlope of(const LeJepaLoss& loss, const Rational& rho);

  Interval at(const Interval& variance) const;
  /// Exact. For rational Q it is 0 only where both terms are, as the second one is an algebraic number times sqrt(pi).
  int sign_at(const Rational& variance) const;
  /// Whether small starts grow: l'(0) < 0.
  bool is_learned() const { return sign_at(0) < 0; }
};

/// x^(-3/2)
Interval inverse_cube_of_root(const Interval& x);

/// Q* at a working precision, where the feature is learned; undefined where the precision does not suffice.
Interval enclose_lejepa_limit(const LeJepaSlope& slope, Bits bits);

}  // namespace jepa_oracle
