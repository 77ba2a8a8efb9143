#pragma once

#include "evidence/formal.h"
#include "suite/registry.h"

namespace jepa_oracle::properties {

/// One claim's entry and result: id, title, statement, verdict, evidence, source, what it rests on and whether that
/// came out as expected, scope, cases, coverage, margin, mutants, note, theorems, counterexample.
/// @param undermined_by  ids among those it rests on that did not come out as expected
nlohmann::ordered_json to_json(const ClaimEntry& entry, const Claim& claim, const ClaimResult& result,
                               const std::vector<std::string>& undermined_by);

/// The report of a run, {"format":"jepa-oracle/report/1","suite","sources","subject","seed","cases","verdict",
/// "counts","claims":[...]}, as properties/schemas/report.schema.json has it: byte-identical for the same seed and
/// sources, whatever the machine, the compiler and the number of jobs. What differs (times, jobs, machine, versions of
/// libraries) belongs under "run", which the caller adds (machine.h).
nlohmann::ordered_json report_of(const std::vector<Claim>& claims, const std::vector<ClaimResult>& results,
                                 const std::string& subject, const RunOptions& options);

/// The retired claims that are replaced by a claim among these ids, each as claims.json has it: "retired" of a report,
/// which has this member only when there are any.
nlohmann::ordered_json retired_json(const std::vector<std::string>& ids,
                                    const std::vector<RetiredClaim>& retired = whole_registry().retired);

/// "holds" when every claim came out as expected, "fails" when one decided against that, else "inconclusive".
std::string verdict_of(const std::vector<ClaimResult>& results);

/// "75 claims: 61 holds, 14 refuted"
std::string summary_line(const std::vector<ClaimResult>& results);

}  // namespace jepa_oracle::properties
