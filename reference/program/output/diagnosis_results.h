#pragma once

#include <string>

#include "requests/diagnosis_json.h"

namespace jepa_oracle::program {

/// A diagnosis as a page.
std::string page_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem);

}  // namespace jepa_oracle::program
