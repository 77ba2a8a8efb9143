#pragma once

#include <string>

#include "requests/diagnosis_json.h"

namespace jepa_oracle::program {

/// A diagnosis as a text report.
std::string text_report_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem);

}  // namespace jepa_oracle::program
