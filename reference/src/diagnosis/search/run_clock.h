#pragma once

#include <optional>
#include <vector>

#include "jepa_oracle/diagnosed_problem.h"
#include "jepa_oracle/hypothesis.h"
#include "jepa_oracle/recorded_run.h"
#include "jepa_oracle/run_noise.h"

namespace jepa_oracle {

/// At which rate time passes in a run, as a multiple of the rate that was given.
///   until   moments at which pieces of one rate end, the last one that of the run
///   rates   of these pieces
struct RunClock {
  std::vector<double> until;
  std::vector<double> rates;
};

/// The clock of a run by a hypothesis. All features of a network show the same time: in every row the flow time is
/// found at which the curves of the hypothesis come nearest to all encoder amplitudes at once. Where they then fit, with
/// a time to every row, and do not with times at one rate, the rate has changed: once, where two rates fit the times,
/// and else along the run, of which the mean rates in four parts are given. By the scalar theory.
/// @returns none for fewer than two encoders, where the amplitudes are no curve of the hypothesis at any times, where
///          one rate does, and where time would run backwards
std::optional<RunClock> clock_of(const RecordedRun& run, const DiagnosedProblem& problem, const RunNoise& noise,
                                 const std::optional<double>& rate, const Hypothesis& hypothesis);

}  // namespace jepa_oracle
