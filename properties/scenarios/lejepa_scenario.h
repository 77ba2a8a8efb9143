#pragma once

#include "jepa_oracle/lejepa.h"
#include "scenarios/scenario.h"

namespace jepa_oracle::properties {

/// @name Linear LeJEPA as proofs-notes/lejepa.md has it, by separate code from the library's
/// @{

/// S'(Q) = sqrt(2 pi) (s (2+Q)^(-3/2) - r (1+2Q)^(-3/2)):
///   (s, r) = (1, 1) for T, (N, N-1) for B_N, (1, 1 - 1/N) for B_N/N
struct SecondTerm {
  Rational s, r;

  static SecondTerm population() { return {1, 1}; }
  static SecondTerm of_batch(long size, bool with_factor);
  Interval slope(const Interval& variance) const;
};

/// l'(Q) = (1-c) (1-rho)/2 + c S'(Q)
struct LeJepaFeature {
  Rational weight, rho;
  SecondTerm second;

  Interval slope(const Rational& variance) const;
  Interval slope(const Interval& variance) const;
  /// Sign of dQ/dt = -4 L sigma^2 w^(2L-2) Q l'; 0 where the enclosure does not decide it.
  int direction(const Rational& variance) const;
  /// Q* of a learned feature: bisection on (0, 1], to 2^-150.
  Interval limit() const;
  /// integral from Q0 to Q1 of dQ / (-4 L sigma^2 w^(2L-2) Q l'), Q = sigma^2 w^(2L); l' has no zero between them.
  Interval time(long layers, const Rational& variance_of_data, const Rational& from, const Interval& to) const;
};

/// rho_c = 1 + 2 c S'(0) / (1-c).
Interval threshold_in_rho(const Rational& weight, const SecondTerm& second);

/// integral of exp(-a t^2 / 2) over all t, a >= 1: cells of Taylor polynomials on [0, 16], and the rest.
Interval gaussian_integral(const Rational& a);

/// The subject's rho_c is right to kAgreementBits: l'(0) changes its sign there.
void require_threshold(Judgement& judgement, const Subject& subject, const LeJepaLoss& loss, const SecondTerm& second);
/// @}

}  // namespace jepa_oracle::properties
