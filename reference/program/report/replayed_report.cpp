#include "report/replayed_report.h"

#include <fmt/format.h>

#include <set>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/json_text.h"

namespace jepa_oracle::program {
namespace {

std::uint64_t count_of(const Json& document, const char* key, std::uint64_t most) {
  const Json& value = document.at(key);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most) {
    throw InvalidProblem(key, fmt::format("must be a whole number from 0 to {}", most));
  }
  return value.get<std::uint64_t>();
}

/// Whether the report is one of conform.
bool kind_of(const Json& document) {
  const std::string format = document.is_object() ? document.value("format", "") : "";
  if (format == "jepa-oracle/conformance/1") return true;
  if (format != "jepa-oracle/report/1") {
    throw InvalidProblem("format", "must be \"jepa-oracle/report/1\" or \"jepa-oracle/conformance/1\"");
  }
  if (document.at("subject") != "reference") throw InvalidProblem("subject", "must be \"reference\"");
  return false;
}

}  // namespace

ReplayedReport parse_replayed(const std::string& text) {
  parse_json(text);  // refuses what is no JSON, what is nested too deep, and a duplicate key
  try {
    const Json document = Json::parse(text);
    ReplayedReport report;
    report.of_conform = kind_of(document);
    report.suite = document.at("suite");
    report.sources = document.at("sources");
    report.subject = document.at("subject");
    report.seed = count_of(document, "seed", 1'000'000'000'000'000'000);
    report.cases = static_cast<int>(count_of(document, "cases", 1'000'000));
    if (!document.at("claims").is_array()) throw InvalidProblem("claims", "must be a list");
    std::set<std::string> ids;
    for (const Json& claim : document.at("claims")) {
      const std::string id = claim.at("id");
      if (!ids.insert(id).second)
        throw InvalidProblem("claims", fmt::format("has the duplicate claim {}", id.substr(0, 60)));
      report.claims.push_back(claim);
    }
    for (const char* key : {"verdict", "counts"}) {
      if (document.contains(key)) report.summary[key] = document.at(key);
    }
    if (ids.empty()) throw InvalidProblem("claims", "is empty; expected at least one claim");
    return report;
  } catch (const Json::exception&) {
    throw InvalidProblem("report", "is not a report of verify or conform: a member is missing or has another type");
  }
}

}  // namespace jepa_oracle::program
