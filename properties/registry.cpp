#include "registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "documents.h"
#include "jepa_oracle/errors.h"

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

std::vector<ClaimEntry> load() {
  std::vector<ClaimEntry> entries;
  try {
    const Json document = Json::parse(kClaimsDocument);
    if (document.at("format") != "jepa-oracle/claims/1") throw InvalidProblem("claims.json", "unknown format");
    for (const Json& claim : document.at("claims")) entries.push_back(entry_from(claim));
  } catch (const Json::exception& error) {
    throw InvalidProblem("claims.json", error.what());
  }
  std::sort(entries.begin(), entries.end(), [](const ClaimEntry& a, const ClaimEntry& b) { return a.id < b.id; });
  return entries;
}

}  // namespace

const std::vector<ClaimEntry>& registry() {
  static const std::vector<ClaimEntry> entries = load();
  return entries;
}

const ClaimEntry& entry_of(const std::string& id) {
  const auto& entries = registry();
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const ClaimEntry& e) { return e.id == id; });
  if (found == entries.end()) throw InvalidProblem("claims.json", fmt::format("has no entry {}", id));
  return *found;
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
  std::vector<Claim> found;
  for (const Claim& claim : all_claims()) {
    if (claim.id == text || claim.id.rfind(text + ".", 0) == 0) found.push_back(claim);
  }
  if (found.empty()) {
    throw InvalidProblem(
        where, fmt::format("\"{}\" is neither a claim nor a family (see `jepa-oracle claims`)", text.substr(0, 60)));
  }
  return found;
}

}  // namespace jepa_oracle::properties
