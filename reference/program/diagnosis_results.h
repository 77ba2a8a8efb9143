#pragma once

#include <string>

#include "answer.h"
#include "jepa_oracle/diagnosis.h"

namespace jepa_oracle::program {

/// A diagnosis as a JSON document of format "jepa-oracle/diagnosis/1", and as a page.
Json json_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem);
std::string page_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem);

}  // namespace jepa_oracle::program
