#pragma once

#include "closed_forms/decayed_curve.h"

namespace jepa_oracle {

/// One feature on its way under weight decay eta > 0 from a start that is not at rest.
struct DecayedWay {
  enum class End { above, below, nothing };  ///< it rises to its limit, falls to it, or dies
  DecayedCurve curve;
  LayerAmplitude start;
  End end;

  /// Where the curve has one power of w only besides the decay, which is then a Bernoulli equation: a = 1, or lambda =
  /// 0.
  bool is_bernoulli() const { return curve.n() == 0 || curve.lambda == 0; }
};

/// The layer amplitude at flow time t > 0: of a Bernoulli equation by its closed form, else the integral of
/// decayed_integral.h inverted (proofs-notes/decay.md, How an amplitude under decay is enclosed).
/// @returns an enclosure; undefined where `bits` do not suffice
Interval enclose_decayed_layer(const DecayedWay& way, const Rational& time, Bits bits);

}  // namespace jepa_oracle
