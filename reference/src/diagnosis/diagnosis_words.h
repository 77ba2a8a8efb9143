#pragma once

#include <string>

#include "jepa_oracle/diagnosis.h"

namespace jepa_oracle {

/// The verdict for people, one sentence: "this is ...; it is not ...".
std::string sentence_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem);

}  // namespace jepa_oracle
