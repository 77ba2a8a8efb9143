#pragma once

#include <functional>

#include "jepa_oracle/amplitude.h"
#include "numbers/refinement.h"

namespace jepa_oracle {

/// What is known of an amplitude at a time before its digits are.
struct AmplitudeCourse {
  Depth depth;
  std::optional<Rational> exact = {};                ///< the encoder amplitude where it is rational
  std::function<Interval(Bits)> enclose_layer = {};  ///< the layer amplitude; not asked where it is rational
  StrictBounds encoder_bounds = {};                  ///< numbers that it lies strictly between, where it is not `exact`
  std::function<Interval()> all_that_is_certain = {};  ///< of the encoder, where no precision encloses it
};

/// Encoder and layer amplitude with all digits correct, or inconclusive with an enclosure.
Amplitude amplitude_of(const AmplitudeCourse& course, Digits digits);

/// Time in the units of the flow. @throws InvalidProblem if it is negative
Rational flow_time(const Rational& time, Depth depth, TimeConvention convention);

}  // namespace jepa_oracle
