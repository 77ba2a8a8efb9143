#pragma once

#include "jepa_oracle/diagnosis.h"

namespace jepa_oracle {

/// What is seen in a run before any hypothesis is judged: in its first row (a start that is not the one asked for, or
/// not balanced), in its rows (a counter set back, two rows of one moment that do not agree, amplitudes that fall back
/// to their first values), and, where what was expected does not fit, in its time (a rate that changes).
/// @param diagnosis  with its noise and what was expected
std::vector<Observation> observations_of(const RecordedRun& run, const DiagnosedProblem& problem,
                                         const DiagnosisOptions& options, const Diagnosis& diagnosis);

}  // namespace jepa_oracle
