#pragma once

#include "suite/claim.h"

namespace jepa_oracle::properties {

/// The subject's times to a level of the encoder amplitude, in both conventions, are the integral of the equation
/// (quadrature.h), and the time to the start itself is 0. Returns the flow time, if it was given.
std::optional<Interval> require_time_to_level(Judgement& judgement, const Subject& subject,
                                              const ScalarProblem& problem, const Rational& level);

}  // namespace jepa_oracle::properties
