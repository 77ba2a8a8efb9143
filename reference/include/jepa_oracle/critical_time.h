#pragma once

#include <optional>

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle {

/// How a trajectory meets its threshold.
///   reached         at the time given, from below (increasing) or from above (decreasing)
///   already_beyond  the start lies above the threshold and the amplitude never comes down to it
///   never           the amplitude stays below the threshold for ever, or has the limit 0 of which there is no fraction
///   dies            under weight decay alone (weight_decay.h): a feature that decay drives to 0 without its threshold
enum class Outcome { reached, already_beyond, never, dies };

std::string_view name_of(Outcome outcome);

/// @returns the outcome, decided in exact arithmetic: by where start, threshold and limit lie.
Outcome outcome_of(const ScalarProblem& problem, const Threshold& threshold);

struct CriticalTime {
  Outcome outcome;
  std::optional<Guaranteed> time;  ///< set when reached
};

/// First time at which the encoder amplitude u equals the threshold, from the balanced start.
///   jepa  du/dt = L (lambda u^(3-1/L) - (lambda/rho) u^3)          [paper, eq. (7) with the factor L of flow time]
///   mae   du/dt = L (lambda u^(2-1/L) - (lambda/rho) u^3)          [paper, eq. (8), likewise]
/// by the closed forms of proofs-notes/critical-time.md, for every sign of lambda and from above and below the limit.
/// @param convention  unit of the answer
/// @returns all digits correct, or inconclusive with the enclosure reached; exact where the time is rational
///          (lambda = 0, or a start on the threshold)
/// @claim CriticalTime.JepaClosedForm, CriticalTime.MaeClosedForm
CriticalTime critical_time(const ScalarProblem& problem, const Threshold& threshold, TimeConvention convention,
                           Digits digits);

/// One enclosure of the time at a working precision, with no promise about its width; the building block of
/// `critical_time` and of certified orders. Requires outcome_of(...) == reached.
Interval enclose_critical_time(const ScalarProblem& problem, const Threshold& threshold, TimeConvention convention,
                               Bits bits);

}  // namespace jepa_oracle
