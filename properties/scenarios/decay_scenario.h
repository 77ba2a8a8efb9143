#pragma once

#include "scenarios/scenario.h"

namespace jepa_oracle::properties {

/// A balanced feature with lambda > 0 under one objective, as proofs-notes/decay.md has it, exactly:
///   dw/dt = w (phi(w) - eta),   phi(w) = lambda w^n - B w^(n+m),   n = a - 1
/// from curve_powers and not from the library's table.
struct DecayingFeature {
  Objective objective;
  Depth depth;
  Feature feature;

  long n() const { return curve_powers(objective, depth).a - 1; }
  long m() const { return curve_powers(objective, depth).m; }
  long k() const { return n() + m(); }
  /// phi(w) and its sign against eta: 1 where w grows.
  Rational growth(const Rational& w) const;
  int direction(const Rational& w, const Rational& eta) const;
  /// From the layer amplitude w0.
  ScalarProblem from(const Rational& w0) const { return {objective, depth, feature, Initialisation::of_layer(w0)}; }
};

/// Rationals l < w_p < r, r / l < 1 + 2^-140: phi rises below the one and falls above the other, by the exact sign of
/// n lambda - (n+m) B w^m; and between which values the largest lies, phi(l) <= eta* <= lambda r^n - B r^n l^m.
struct Peak {
  Rational l, r;
  Rational growth_at_l, bound;
  /// n > 0 is required.
  static Peak of(const DecayingFeature& feature);
};

/// "depth", and with a top "top_depth"; one layer more where a would be 1, which is another claim's
/// (Decay.DepthOneMae).
Depth decaying_depth(Objective objective, long layers, long top);
Depth decaying_depth(const Instance& instance, Objective objective);
/// 1 to 8 layers on top.
Field decaying_top_field(const std::string& name = "top_depth");

/// The subject's eta* is right to kAgreementBits.
void require_largest_decay(Judgement& judgement, const std::string& what, const Peak& peak, const Interval& decay);
/// phi - eta goes through 0 within kAgreementBits of w, from minus to plus where it rises.
void require_rest_point(Judgement& judgement, const std::string& what, const DecayingFeature& feature,
                        const Rational& eta, const Interval& w, bool rises);

/// S(w0), the largest phi up to w0: exact below the peak, an enclosure of eta* above it.
Interval largest_growth_up_to(const DecayingFeature& feature, const Peak& peak, const Rational& w0);

}  // namespace jepa_oracle::properties
