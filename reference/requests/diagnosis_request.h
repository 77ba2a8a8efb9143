#pragma once

#include "jepa_oracle/finding.h"
#include "jepa_oracle/recorded_run.h"
#include "requests/spelling.h"

namespace jepa_oracle::requests {

/// Texts of the parameters that say how a recorded run was made.
struct DiagnosisRequest {
  Text rate;    ///< learning rate of gradient descent
  Text noise;   ///< relative noise of the amplitudes
  Text expect;  ///< objective that it is meant to be
};

/// @throws InvalidProblem unless rate and noise are > 0 and the objective is known
DiagnosisOptions options_of(const DiagnosisRequest& request, Spelling spelling);

/// @throws InvalidProblem when a run is recorded in steps and has no learning rate
void require_rate(const DiagnosisOptions& options, const RecordedRun& run, Spelling spelling);

}  // namespace jepa_oracle::requests
