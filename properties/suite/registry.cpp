#include "suite/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "jepa_oracle/errors.h"
#include "suite/claim_search.h"
#include "suite/documents.h"

namespace jepa_oracle::properties {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> texts(const Json& list) { return list.get<std::vector<std::string>>(); }

ClaimEntry entry_from(const Json& document) {
  ClaimEntry entry;
  entry.id = document.at("id");
  entry.title = document.at("title");
  entry.statement = document.at("statement");
  entry.hypotheses = texts(document.at("hypotheses"));
  entry.expects_refuted = document.at("expects") == "refuted";
  entry.source = document.at("source");
  entry.provenance = document.at("provenance");
  entry.uses = texts(document.at("uses"));
  entry.note = document.at("note");
  entry.check = document.at("check");
  entry.mutants = texts(document.at("mutants"));
  entry.witness = Instance::from_json(document.at("witness"));
  if (document.contains("counterexample")) entry.counterexample = Instance::from_json(document.at("counterexample"));
  entry.document = document;
  return entry;
}

RetiredClaim retired_from(const Json& document) {
  RetiredClaim claim;
  claim.id = document.at("id");
  claim.title = document.at("title");
  claim.statement = document.at("statement");
  claim.version = document.at("version");
  claim.why = document.at("why");
  claim.replaced_by = texts(document.at("replaced_by"));
  claim.note = document.at("note");
  claim.document = document;
  return claim;
}

/// Every retired claim is replaced by others that exist, and none of its ids is used again.
void require_sound(const Registry& registry) {
  std::set<std::string> ids;
  const auto add = [&ids](const std::string& id) {
    if (!ids.insert(id).second) throw InvalidProblem("claims.json", fmt::format("duplicate claim {}", id));
  };
  for (const ClaimEntry& claim : registry.claims) add(claim.id);
  for (const RetiredClaim& claim : registry.retired) add(claim.id);
  for (const RetiredClaim& claim : registry.retired) {
    if (claim.replaced_by.empty()) throw InvalidProblem("claims.json", fmt::format("nothing replaces {}", claim.id));
    for (const std::string& id : claim.replaced_by) {
      if (id == claim.id || ids.count(id) == 0) {
        throw InvalidProblem("claims.json",
                             fmt::format("{} is replaced by {}, which is not another claim", claim.id, id));
      }
    }
  }
}

}  // namespace

Registry parse_registry(const std::string& text) {
  Registry registry;
  try {
    const Json document = Json::parse(text);
    if (document.at("format") != "jepa-oracle/claims/1") throw InvalidProblem("claims.json", "unknown format");
    for (const Json& claim : document.at("claims")) registry.claims.push_back(entry_from(claim));
    for (const Json& claim : document.at("retired")) registry.retired.push_back(retired_from(claim));
  } catch (const Json::exception& error) {
    throw InvalidProblem("claims.json", error.what());
  }
  const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
  std::sort(registry.claims.begin(), registry.claims.end(), by_id);
  std::sort(registry.retired.begin(), registry.retired.end(), by_id);
  require_sound(registry);
  return registry;
}

const Registry& whole_registry() {
  static const Registry kRegistry = parse_registry(kClaimsDocument);
  return kRegistry;
}

const std::vector<ClaimEntry>& registry() { return whole_registry().claims; }

const ClaimEntry& entry_of(const std::string& id) {
  const auto& entries = registry();
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const ClaimEntry& e) { return e.id == id; });
  if (found == entries.end()) throw InvalidProblem("claims.json", fmt::format("has no entry {}", id));
  return *found;
}

std::vector<std::string> replaced_ids(const std::string& id, const std::vector<RetiredClaim>& retired) {
  std::vector<std::string> ids;
  for (const RetiredClaim& claim : retired) {
    const auto& by = claim.replaced_by;
    if (std::find(by.begin(), by.end(), id) != by.end()) ids.push_back(claim.id);
  }
  return ids;
}

void refuse_retired(const std::string& text, const std::string& where, const std::vector<RetiredClaim>& retired) {
  for (const RetiredClaim& claim : retired) {
    if (claim.id != text) continue;
    throw InvalidProblem(where, fmt::format("{} is retired ({}; version {} was the last to check it): {} replaces it",
                                            claim.id, claim.why, claim.version, fmt::join(claim.replaced_by, ", ")));
  }
}

Assessment assess(const ClaimEntry& entry, const ClaimResult& result) {
  switch (result.verdict) {
    case Verdict::inconclusive:
      return {"inconclusive", false, true};
    case Verdict::holds:
      return entry.expects_refuted ? Assessment{"not refuted", false, false} : Assessment{"holds", true, false};
    case Verdict::fails:
      break;
  }
  return entry.expects_refuted ? Assessment{"refuted", true, false} : Assessment{"fails", false, false};
}

std::vector<Claim> claims_named(const std::vector<std::string>& texts, const std::string& where) {
  if (texts.empty()) return all_claims();
  std::vector<Claim> claims;
  for (const std::string& text : texts) {
    for (Claim& claim : claims_named(text, where)) {
      const bool known = std::any_of(claims.begin(), claims.end(), [&](const Claim& c) { return c.id == claim.id; });
      if (!known) claims.push_back(std::move(claim));
    }
  }
  return claims;
}

std::vector<Claim> claims_named(const std::string& text, const std::string& where) {
  refuse_retired(text, where);
  std::vector<Claim> found;
  for (const Claim& claim : all_claims()) {
    if (claim.id == text || claim.id.rfind(text + ".", 0) == 0) found.push_back(claim);
  }
  if (found.empty()) {
    throw InvalidProblem(where, fmt::format("unknown claim or family \"{}\"{} (see `jepa-oracle claims`)",
                                            text.substr(0, 60), meant_claim(text)));
  }
  return found;
}

}  // namespace jepa_oracle::properties
