#pragma once

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// State of one feature at a time.
struct Amplitude {
  Guaranteed encoder;  ///< u = w^L
  Guaranteed layer;    ///< w = u^(1/L); the top layer has the same amplitude, v = w
};

/// Amplitude at a time, the inverse of the critical time: the closed form is inverted by Newton steps of rising
/// precision and the result confirmed by one interval Newton step.
/// @param time  >= 0, in units of `convention`
/// @returns all digits correct, or inconclusive with the enclosure reached; exact where it is rational (time 0, a start
/// on
///          the limit, lambda = 0 with a rational square root)
/// @throws InvalidProblem if time < 0
/// @claim FixedPoint.ApproachIsMonotone, CriticalTime.JepaCurvesCollapse
Amplitude amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention, Digits digits);

/// One enclosure of the layer amplitude w at a working precision; undefined when the precision does not suffice.
Interval enclose_layer_amplitude(const ScalarProblem& problem, const Rational& time, TimeConvention convention,
                                 Bits bits);

}  // namespace jepa_oracle
