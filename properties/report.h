#pragma once

#include "formal.h"
#include "registry.h"

namespace jepa_oracle::properties {

/// One claim's entry and result: id, verdict, evidence, scope, cases, coverage, margin, mutants, note, theorems,
/// counterexample.
nlohmann::ordered_json to_json(const ClaimEntry& entry, const Claim& claim, const ClaimResult& result);

/// The report of a run, {"format":"jepa-oracle/report/1","suite","subject","seed","cases","claims":[...]}:
/// byte-identical for the same seed whatever the machine and the number of jobs. What differs (times, jobs, machine)
/// belongs under "run", which the caller adds.
nlohmann::ordered_json report_of(const std::vector<Claim>& claims, const std::vector<ClaimResult>& results,
                                 const std::string& subject, const RunOptions& options);

}  // namespace jepa_oracle::properties
