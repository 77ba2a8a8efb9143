#include "evidence/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "evidence/claim_graph.h"
#include "evidence/evidence.h"
#include "evidence/source_digest.h"

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Counterexample& example) {
  return {{"instance", example.instance.to_json()}, {"reason", example.reason}};
}

/// A decision without any strict inequality has no margin; else the smallest relative distance, as a power of two.
Json margin(const ClaimResult& result) {
  return result.margin_bits ? Json(fmt::format("2^{}", *result.margin_bits)) : Json(nullptr);
}

std::map<std::string, std::size_t> counts_of(const std::vector<ClaimResult>& results) {
  std::map<std::string, std::size_t> counts;
  for (const ClaimResult& result : results) ++counts[assess(entry_of(result.id), result).status];
  return counts;
}

}  // namespace

Json to_json(const ClaimEntry& entry, const Claim& claim, const ClaimResult& result,
             const std::vector<std::string>& undermined_by) {
  const Assessment assessment = assess(entry, result);
  Json scope = Json::object();
  for (const auto& [name, range] : result.scope) scope[name] = {exact_text(range.first), exact_text(range.second)};
  Json document{{"id", entry.id},
                {"title", entry.title},
                {"statement", entry.statement},
                {"hypotheses", entry.hypotheses},
                {"verdict", assessment.status},
                {"as_expected", assessment.as_expected},
                {"evidence", evidence_of(claim)},
                {"source", entry.source},
                {"provenance", entry.provenance},
                {"uses", entry.uses},
                {"undermined_by", undermined_by},
                {"cases", result.cases},
                {"inconclusive_cases", result.inconclusive},
                {"scope", scope},
                {"coverage", result.labels},
                {"smallest_margin", margin(result)},
                {"mutants", entry.mutants},
                {"note", entry.note},
                {"check", entry.check}};
  if (const auto theorems = theorems_of(entry.id); !theorems.empty()) document["theorems"] = theorems;
  if (const auto replaced = replaced_ids(entry.id); !replaced.empty()) document["replaces"] = replaced;
  if (!result.missing_labels.empty()) document["missing_coverage"] = result.missing_labels;
  if (result.counterexample) document["counterexample"] = to_json(*result.counterexample);
  if (result.undecided) document["undecided"] = to_json(*result.undecided);
  return document;
}

Json report_of(const std::vector<Claim>& claims, const std::vector<ClaimResult>& results, const std::string& subject,
               const RunOptions& options) {
  const auto reasons = undermined(results);
  Json list = Json::array();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    list.push_back(to_json(entry_of(claims[i].id), claims[i], results[i], reasons.at(claims[i].id)));
  }
  Json report{{"format", "jepa-oracle/report/1"},
              {"suite", JEPA_ORACLE_VERSION},
              {"sources", fmt::format("sha256:{}", kSourceDigest)},
              {"subject", subject},
              {"seed", options.seed},
              {"cases", options.cases},
              {"verdict", verdict_of(results)},
              {"counts", counts_of(results)},
              {"claims", list}};
  std::vector<std::string> ids;
  for (const Claim& claim : claims) ids.push_back(claim.id);
  if (Json retired = retired_json(ids); !retired.empty()) report["retired"] = std::move(retired);
  return report;
}

Json retired_json(const std::vector<std::string>& ids, const std::vector<RetiredClaim>& retired) {
  Json list = Json::array();
  for (const RetiredClaim& claim : retired) {
    const bool is_replaced = std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
      return std::find(claim.replaced_by.begin(), claim.replaced_by.end(), id) != claim.replaced_by.end();
    });
    if (is_replaced) list.push_back(claim.document);
  }
  return list;
}

std::string verdict_of(const std::vector<ClaimResult>& results) {
  std::string verdict = "holds";
  for (const ClaimResult& result : results) {
    const Assessment assessment = assess(entry_of(result.id), result);
    if (!assessment.as_expected && !assessment.undecided) return "fails";
    if (assessment.undecided) verdict = "inconclusive";
  }
  return verdict;
}

std::string summary_line(const std::vector<ClaimResult>& results) {
  std::vector<std::string> parts;
  for (const auto& [status, count] : counts_of(results)) parts.push_back(fmt::format("{} {}", count, status));
  return fmt::format("{} claim{}: {}", results.size(), results.size() == 1 ? "" : "s", fmt::join(parts, ", "));
}

}  // namespace jepa_oracle::properties
