#pragma once

#include <nlohmann/json.hpp>

#include "evidence/attestation.h"
#include "judge/conformance.h"

namespace jepa_oracle::properties {

/// {"format":"jepa-oracle/conformance/1","suite","sources","subject":{...},"seed","cases","conforms","counts",
/// "claims":[...]}, as properties/schemas/conformance.schema.json has it: byte-identical for the same seed and the same
/// answers. What differs between runs (times) belongs under "run", which the caller adds.
nlohmann::ordered_json conformance_report(const Description& subject, const std::vector<Conformance>& results,
                                          const ConformOptions& options);

/// What a conformance run attests. Its subjects are what the implementation says of itself (the digest is that of its
/// description) and the files that its command names. Passed: conforms. Warned: known failures and what could not be
/// decided. Failed: the rest, except what is absent, which is not listed.
Attested attested_of(const Description& subject, const std::string& command, const std::vector<Conformance>& results);

/// "42 claims: 40 conform, 2 absent"
std::string summary_line(const std::vector<Conformance>& results);

}  // namespace jepa_oracle::properties
