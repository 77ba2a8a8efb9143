#pragma once

#include "closed_forms/decayed_curve.h"

namespace jepa_oracle {

/// dx/dt = F(x) = A e^(n x) - B e^(k x) - eta, with x = ln(w / w0) and A = lambda w0^n, B = c w0^k: a feature under
/// weight decay (decayed_curve.h), seen from its start.
struct DecayedSpeed {
  Interval a;    ///< of any sign
  Interval b;    ///< >= 0
  Interval eta;  ///< >= 0
  long n;
  long k;
};

/// Seen from the layer amplitude `start`.
DecayedSpeed speed_from(const DecayedCurve& curve, const Interval& start, Bits bits);

/// integral from 0 to `end` of dx / F(x), which must have no zero there: Gauss-Legendre rules on pieces on whose discs
/// |F| is bounded below (proofs-notes/decay.md, How a decayed time is enclosed).
/// @returns an enclosure; undefined where `bits` do not suffice, or the pieces are too many
Interval decayed_integral(const DecayedSpeed& speed, const Interval& end, Bits bits);

}  // namespace jepa_oracle
