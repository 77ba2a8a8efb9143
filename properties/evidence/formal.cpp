#include "evidence/formal.h"

#include <nlohmann/json.hpp>

#include "jepa_oracle/errors.h"
#include "suite/documents.h"
#include "suite/registry.h"

namespace jepa_oracle::properties {

FormalEvidence formal_evidence_of(const std::string& record, const std::string& sources) {
  try {
    const auto document = nlohmann::json::parse(record);
    if (document.at("format") != "jepa-oracle/proofs/1") {
      throw InvalidProblem("checked.json", "has an unknown format: jepa-oracle/proofs/1 is read");
    }
    auto claims = document.at("claims").get<FormalEvidence>();
    for (const auto& [id, theorems] : claims) {
      if (theorems.empty()) throw InvalidProblem("checked.json", "names no theorem for " + id);
    }
    return document.at("sources").get<std::string>() == sources ? claims : FormalEvidence();
  } catch (const nlohmann::json::exception&) {
    throw InvalidProblem("checked.json", "is not the record that proofs-notes/coq/check writes");
  }
}

const FormalEvidence& formal_evidence() {
  static const FormalEvidence kEvidence = formal_evidence_of(kProofsDocument, kProofsDigest);
  return kEvidence;
}

std::vector<std::string> theorems_of(const std::string& id, const FormalEvidence& formal) {
  const auto found = formal.find(id);
  return found == formal.end() ? std::vector<std::string>() : found->second;
}

std::string evidence_of(const Claim& claim, const FormalEvidence& formal) {
  return theorems_of(claim.id, formal).empty() ? claim.evidence : claim.evidence + ", formal";
}

nlohmann::ordered_json claims_document(const std::vector<Claim>& claims) {
  auto list = nlohmann::ordered_json::array();
  for (const Claim& claim : claims) {
    nlohmann::ordered_json document = entry_of(claim.id).document;
    document["evidence"] = evidence_of(claim);
    if (const auto theorems = theorems_of(claim.id); !theorems.empty()) document["theorems"] = theorems;
    if (const auto replaced = replaced_ids(claim.id); !replaced.empty()) document["replaces"] = replaced;
    list.push_back(std::move(document));
  }
  return {{"format", "jepa-oracle/claims/1"}, {"claims", list}};
}

}  // namespace jepa_oracle::properties
