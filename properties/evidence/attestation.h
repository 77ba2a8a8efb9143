#pragma once

#include <string>
#include <utility>
#include <vector>

#include "suite/runner.h"

namespace jepa_oracle::properties {

/// What a run says of something that a digest identifies.
struct Attested {
  std::vector<std::pair<std::string, std::string>> subjects;  ///< name, SHA-256 in hexadecimal
  std::vector<std::string> passed, warned, failed;            ///< claim ids
};

/// An in-toto Statement v1 with the predicate test-result v0.1 [https://in-toto.io/attestation/test-result/v0.1]:
/// result FAILED if a test failed, else WARNED if one warned, else PASSED. The configuration names what the tests
/// depend on beside the subject, each with its digest: the options of the run (their text as content), the test vectors
/// (vectors_digest), the suite's sources, its registry, the cases kept and its proofs. It is not signed: whoever runs
/// the tests signs it.
nlohmann::ordered_json attestation(const Attested& attested, const RunOptions& options);

/// The same of the sources themselves: a claim that came out as expected passed, an undecided one warns.
nlohmann::ordered_json attestation(const std::vector<ClaimResult>& results, const RunOptions& options);

/// SHA-256 of the instances that a run puts to these claims, sorted by id: a line {"claim":ID,"instance":{...}} for
/// each, in the order of cases_of. It pins the test vectors even for who does not trust that a seed draws them alike.
std::string vectors_digest(std::vector<std::string> ids, const RunOptions& options);

}  // namespace jepa_oracle::properties
