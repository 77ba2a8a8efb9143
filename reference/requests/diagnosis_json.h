#pragma once

#include <nlohmann/json.hpp>

#include "jepa_oracle/diagnosis.h"

namespace jepa_oracle::program {

/// @name What an amplitude that was missed belongs to
/// @{
std::string_view layer_of(const Miss& miss, const RecordedRun& run);  ///< "encoder" or "top"
const std::string& feature_of(const Miss& miss, const RecordedRun& run, const DiagnosedProblem& problem);
/// @}

/// A diagnosis as a JSON document of format "jepa-oracle/diagnosis/1".
nlohmann::ordered_json json_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem);

}  // namespace jepa_oracle::program
