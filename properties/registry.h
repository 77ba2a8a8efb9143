#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runner.h"

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

/// Entries sorted by id. @throws InvalidProblem if the registry built in breaks its own format
const std::vector<ClaimEntry>& registry();
const ClaimEntry& entry_of(const std::string& id);

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
