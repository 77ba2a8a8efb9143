#pragma once

#include <optional>
#include <string>
#include <vector>

#include "suite/runner.h"

namespace jepa_oracle::properties {

/// What people wrote about a claim in proofs-notes/claims.json. What a run saw of it is a ClaimResult.
struct ClaimEntry {
  std::string id;
  std::string title;
  std::string statement;
  std::vector<std::string> hypotheses;
  bool expects_refuted = false;  ///< a misreading: the run must find a counterexample
  std::string source;
  std::string provenance;  ///< primary, second-hand, our reconstruction, new
  std::vector<std::string> uses;
  std::string note;   ///< file and anchor
  std::string check;  ///< file
  std::vector<std::string> mutants;
  Instance witness;                        ///< meets all hypotheses
  std::optional<Instance> counterexample;  ///< smallest known, for a refuted claim
  nlohmann::ordered_json document;         ///< the entry as written
};

/// A claim whose meaning was changed: the new meaning has a new id, and the old id keeps the old one and is not used
/// again. It is not checked any more.
struct RetiredClaim {
  std::string id;
  std::string title;
  std::string statement;  ///< as it was
  std::string version;    ///< last suite that checked it
  std::string why;
  std::vector<std::string> replaced_by;  ///< claims, or claims retired since
  std::string note;                      ///< file and anchor, where its heading stays
  nlohmann::ordered_json document;       ///< the entry as written
};

struct Registry {
  std::vector<ClaimEntry> claims;     ///< sorted by id
  std::vector<RetiredClaim> retired;  ///< sorted by id
};

/// Reads {"format":"jepa-oracle/claims/1","claims":[...],"retired":[...]}. @throws InvalidProblem for another format,
/// for an id that is retired and used, and for a retired claim that nothing replaces
Registry parse_registry(const std::string& text);

/// The registry built in. @throws InvalidProblem if it breaks its own format
const Registry& whole_registry();
const std::vector<ClaimEntry>& registry();
const ClaimEntry& entry_of(const std::string& id);

/// Ids of the retired claims that the claim replaces.
std::vector<std::string> replaced_ids(const std::string& id,
                                      const std::vector<RetiredClaim>& retired = whole_registry().retired);

/// @throws InvalidProblem (at `where`) if `text` is the id of a retired claim: says why, and what replaces it
void refuse_retired(const std::string& text, const std::string& where,
                    const std::vector<RetiredClaim>& retired = whole_registry().retired);

/// A result beside what was expected of it.
struct Assessment {
  std::string status;  ///< holds, refuted, fails, inconclusive, "not refuted"
  bool as_expected;
  bool undecided;
};
Assessment assess(const ClaimEntry& entry, const ClaimResult& result);

/// Claims of these ids and families, each once; all when there are none. @throws InvalidProblem as below
std::vector<Claim> claims_named(const std::vector<std::string>& texts, const std::string& where = "--claim");

/// The claims whose id is `text` or begins with it up to a dot ("Ordering"). @throws InvalidProblem if there are none
/// (at `where`)
std::vector<Claim> claims_named(const std::string& text, const std::string& where = "--claim");

}  // namespace jepa_oracle::properties
