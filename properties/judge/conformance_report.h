#pragma once

#include <nlohmann/json.hpp>

#include "judge/conformance.h"

namespace jepa_oracle::properties {

/// {"format":"jepa-oracle/conformance/1","suite","subject":{...},"seed","cases","claims":[...]}: byte-identical for the
/// same seed and the same answers. What differs between runs (times) belongs under "run", which the caller adds.
nlohmann::ordered_json conformance_report(const Description& subject, const std::vector<Conformance>& results,
                                          const ConformOptions& options);

/// "42 claims: 40 conform, 2 absent"
std::string summary_line(const std::vector<Conformance>& results);

}  // namespace jepa_oracle::properties
