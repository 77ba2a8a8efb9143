#pragma once

#include <optional>

#include "jepa_oracle/interval.h"
#include "jepa_oracle/objectives.h"

namespace jepa_oracle {

/// The amplitude of a layer, given by a power of it: w = power^(1/degree), power > 0.
struct LayerAmplitude {
  Rational power;
  long degree = 1;

  static LayerAmplitude of_start(const ScalarProblem& problem);
  /// Of an encoder amplitude u.
  static LayerAmplitude of_encoder(const Rational& amplitude, Depth depth) { return {amplitude, depth.layers()}; }
  Interval enclosed(Bits bits) const;
  /// w^exponent where it is rational.
  std::optional<Rational> exact_power(long exponent) const;
};

/// One feature under weight decay eta >= 0 of every layer:
///   dw/dt = w (phi(w) - eta),   phi(w) = lambda w^n - c w^k,   n = a - 1,  k = a - 1 + m,
/// c as saturation_of (objectives.h). For lambda > 0 and a > 1, phi rises from 0 to its largest value eta* at w_p,
/// w_p^m = n lambda / (k c), and falls after it, through 0 at w_inf. For 0 < eta < eta* it is eta at two amplitudes,
/// w_u < w_p < w_s; between them w grows.                        (proofs-notes/decay.md, section The shape of phi)
struct DecayedCurve {
  Exponents exponents;
  Rational lambda;
  Rational saturation;  ///< c >= 0; > 0 where lambda > 0
  Rational decay;       ///< eta >= 0

  /// @throws InvalidProblem if decay < 0
  static DecayedCurve of(Objective objective, Depth depth, const Feature& feature, const Rational& decay = 0);

  long n() const { return exponents.a - 1; }
  long k() const { return exponents.a - 1 + exponents.m; }
  /// w_p^m for lambda > 0
  Rational peak_power() const { return lambda * n() / (saturation * k()); }
};

/// phi(w)
Interval growth_at(const DecayedCurve& curve, const Interval& layer);
/// The same where it is rational.
std::optional<Rational> exact_growth_at(const DecayedCurve& curve, const LayerAmplitude& amplitude);

/// Sign of phi(w) - eta: 1 where w grows. Exact; nothing where the precision limit does not decide it.
std::optional<int> direction_at(const DecayedCurve& curve, const LayerAmplitude& amplitude);
/// Sign of w - w_p, exact. lambda > 0 is required.
int side_of_peak(const DecayedCurve& curve, const LayerAmplitude& amplitude);
/// Sign of eta - eta*, exact. lambda > 0 is required; eta* = lambda for a = 1.
int side_of_largest_decay(const DecayedCurve& curve);

/// The amplitude that survivors tend to, for lambda > 0 and any eta that some start survives: w_s, w_p at eta*, or for
/// a = 1 the m-th root of (lambda - eta) / c.
Interval enclose_survivors_limit(const DecayedCurve& curve, Bits bits);

/// w_u and w_s for 0 < eta < eta*, a > 1; undefined where the precision does not suffice.
Interval enclose_unstable(const DecayedCurve& curve, Bits bits);
Interval enclose_stable(const DecayedCurve& curve, Bits bits);

}  // namespace jepa_oracle
