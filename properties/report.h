#pragma once

#include "registry.h"

namespace jepa_oracle::properties {

/// Theorems that prove a claim, by claim id, as the build of the Coq proofs found them (formal.json).
using FormalEvidence = std::map<std::string, std::vector<std::string>>;

/// Reads {"claims":{"Family.Name":["theorem",...]}}. @throws InvalidProblem for anything else
FormalEvidence parse_formal_evidence(const std::string& text);

/// "enclosed", or "enclosed, formal" for a claim that is proved in Coq as well.
std::string evidence_of(const Claim& claim, const FormalEvidence& formal);

/// One claim's entry and result: id, verdict, evidence, scope, cases, coverage, margin, mutants, counterexample.
nlohmann::ordered_json to_json(const ClaimEntry& entry, const Claim& claim, const ClaimResult& result,
                               const FormalEvidence& formal);

/// The report of a run, {"format":"jepa-oracle/report/1","suite","subject","seed","cases","claims":[...]}:
/// byte-identical for the same seed whatever the machine and the number of jobs. What differs (times, jobs, machine)
/// belongs under "run", which the caller adds.
nlohmann::ordered_json report_of(const std::vector<Claim>& claims, const std::vector<ClaimResult>& results,
                                 const std::string& subject, const RunOptions& options,
                                 const FormalEvidence& formal = {});

}  // namespace jepa_oracle::properties
