#include "evidence/attestation.h"

#include <algorithm>

#include "evidence/sha256.h"
#include "evidence/source_digest.h"
#include "suite/documents.h"
#include "suite/registry.h"

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

Json digest(const std::string& sum) { return {{"sha256", sum}}; }

Json configuration(const Attested& attested, const RunOptions& options) {
  const std::string text = Json{{"seed", options.seed}, {"cases", options.cases}}.dump();
  std::vector<std::string> ids = attested.passed;
  ids.insert(ids.end(), attested.warned.begin(), attested.warned.end());
  ids.insert(ids.end(), attested.failed.begin(), attested.failed.end());
  return Json::array(
      {{{"name", "options"},
        {"digest", digest(sha256(text))},
        {"content", base64(text)},
        {"mediaType", "application/json"}},
       {{"name", "vectors"}, {"digest", digest(vectors_digest(std::move(ids), options))}},
       {{"name", "jepa-oracle " JEPA_ORACLE_VERSION " sources"}, {"digest", digest(kSourceDigest)}},
       {{"name", "proofs-notes/claims.json"}, {"digest", digest(sha256(kClaimsDocument))}},
       {{"name", "proofs-notes/coq"}, {"digest", digest(kProofsDigest)}},
       {{"name", "tests/regressions/regressions.json"}, {"digest", digest(sha256(kRegressionsDocument))}},
       {{"name", "tests/regressions/tightest.json"}, {"digest", digest(sha256(kTightestDocument))}}});
}

}  // namespace

std::string vectors_digest(std::vector<std::string> ids, const RunOptions& options) {
  std::sort(ids.begin(), ids.end());
  std::string lines;
  for (const std::string& id : ids) {
    for (const Instance& instance : cases_of(claim_of(id), options)) {
      lines += Json{{"claim", id}, {"instance", instance.to_json()}}.dump() + "\n";
    }
  }
  return sha256(lines);
}

Json attestation(const Attested& attested, const RunOptions& options) {
  Json subjects = Json::array();
  for (const auto& [name, sum] : attested.subjects) subjects.push_back({{"name", name}, {"digest", digest(sum)}});
  const char* result = !attested.failed.empty() ? "FAILED" : !attested.warned.empty() ? "WARNED" : "PASSED";
  return {{"_type", "https://in-toto.io/Statement/v1"},
          {"subject", subjects},
          {"predicateType", "https://in-toto.io/attestation/test-result/v0.1"},
          {"predicate",
           {{"result", result},
            {"configuration", configuration(attested, options)},
            {"passedTests", attested.passed},
            {"warnedTests", attested.warned},
            {"failedTests", attested.failed}}}};
}

Json attestation(const std::vector<ClaimResult>& results, const RunOptions& options) {
  Attested attested;
  attested.subjects = {{"jepa-oracle " JEPA_ORACLE_VERSION, kSourceDigest}};
  for (const ClaimResult& result : results) {
    const Assessment assessment = assess(entry_of(result.id), result);
    (assessment.as_expected ? attested.passed
     : assessment.undecided ? attested.warned
                            : attested.failed)
        .push_back(result.id);
  }
  return attestation(attested, options);
}

}  // namespace jepa_oracle::properties
