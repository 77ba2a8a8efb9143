#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "suite/claim.h"

namespace jepa_oracle::properties {

/// Theorems of proofs-notes/coq/Main.v that prove a claim as it stands in the registry, by claim id.
using FormalEvidence = std::map<std::string, std::vector<std::string>>;

/// What proofs-notes/coq/checked.json says, if it belongs to the proofs whose digest is `sources`; else nothing: a
/// record of other proofs is no evidence. The record is written by proofs-notes/coq/check, which compiles the proofs,
/// rechecks them and compares their assumptions; nothing of it is typed.
/// @param record
/// {"format":"jepa-oracle/proofs/1","sources","assumptions":[...],"claims":{"Family.Name":["theorem",...]}}
/// @throws InvalidProblem if the record is not of this format
FormalEvidence formal_evidence_of(const std::string& record, const std::string& sources);

/// The same for the record and the proofs of the tree this was built from.
const FormalEvidence& formal_evidence();

/// Theorems that prove the claim; empty if none does.
std::vector<std::string> theorems_of(const std::string& id, const FormalEvidence& formal = formal_evidence());

/// "enclosed", or "enclosed, formal" for a claim that is proved in Coq as well.
std::string evidence_of(const Claim& claim, const FormalEvidence& formal = formal_evidence());

/// {"format":"jepa-oracle/claims/1","claims":[...]}: the entries of the registry as written, with the evidence kind of
/// each, the theorems that prove it, and the retired claims that it replaces.
nlohmann::ordered_json claims_document(const std::vector<Claim>& claims);

}  // namespace jepa_oracle::properties
