#include "report.h"

#include <fmt/format.h>

#include "jepa_oracle/decimal.h"
#include "jepa_oracle/errors.h"

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

std::string exact_text(const Rational& value) { return to_exact_decimal(value).value_or(to_fraction(value)); }

Json to_json(const Counterexample& example) {
  return {{"instance", example.instance.to_json()}, {"reason", example.reason}};
}

/// A decision without any strict inequality has no margin; else the smallest relative distance, as a power of two.
Json margin(const ClaimResult& result) {
  return result.margin_bits ? Json(fmt::format("2^{}", *result.margin_bits)) : Json(nullptr);
}

}  // namespace

Json to_json(const ClaimEntry& entry, const Claim& claim, const ClaimResult& result) {
  const Assessment assessment = assess(entry, result);
  Json scope = Json::object();
  for (const auto& [name, range] : result.scope) scope[name] = {exact_text(range.first), exact_text(range.second)};
  Json document{{"id", entry.id},
                {"title", entry.title},
                {"verdict", assessment.status},
                {"as_expected", assessment.as_expected},
                {"evidence", evidence_of(claim)},
                {"provenance", entry.provenance},
                {"cases", result.cases},
                {"inconclusive_cases", result.inconclusive},
                {"scope", scope},
                {"coverage", result.labels},
                {"smallest_margin", margin(result)},
                {"mutants", entry.mutants},
                {"note", entry.note}};
  if (const auto theorems = theorems_of(entry.id); !theorems.empty()) document["theorems"] = theorems;
  if (!result.missing_labels.empty()) document["missing_coverage"] = result.missing_labels;
  if (result.counterexample) document["counterexample"] = to_json(*result.counterexample);
  if (result.undecided) document["undecided"] = to_json(*result.undecided);
  return document;
}

Json report_of(const std::vector<Claim>& claims, const std::vector<ClaimResult>& results, const std::string& subject,
               const RunOptions& options) {
  Json list = Json::array();
  for (std::size_t i = 0; i < claims.size(); ++i)
    list.push_back(to_json(entry_of(claims[i].id), claims[i], results[i]));
  return {{"format", "jepa-oracle/report/1"},
          {"suite", JEPA_ORACLE_VERSION},
          {"subject", subject},
          {"seed", options.seed},
          {"cases", options.cases},
          {"claims", list}};
}

}  // namespace jepa_oracle::properties
