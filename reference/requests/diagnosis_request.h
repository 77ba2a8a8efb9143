#pragma once

#include "jepa_oracle/diagnosed_problem.h"
#include "jepa_oracle/finding.h"
#include "jepa_oracle/recorded_run.h"
#include "requests/spelling.h"

namespace jepa_oracle::requests {

/// Texts of the parameters that say how a recorded run was made.
struct DiagnosisRequest {
  Text rate;        ///< learning rate of gradient descent
  Text noise;       ///< relative noise of the amplitudes
  Text expect;      ///< objective that it is meant to be
  Text batch_size;  ///< pairs a step
};

/// @throws InvalidProblem unless rate and noise are > 0, the objective is known and the batch size a whole number >= 1
DiagnosisOptions options_of(const DiagnosisRequest& request, Spelling spelling);

/// @throws InvalidProblem when a run is recorded in steps and has no learning rate
void require_rate(const DiagnosisOptions& options, const RecordedRun& run, Spelling spelling);

/// @throws InvalidProblem when a batch size is given without a rate or without the moments whose noise it is, or beside
///         the noise itself
void require_moments(const DiagnosisOptions& options, const DiagnosedProblem& problem, Spelling spelling);

}  // namespace jepa_oracle::requests
