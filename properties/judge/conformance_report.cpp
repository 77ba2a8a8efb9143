#include "judge/conformance_report.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "evidence/sha256.h"
#include "evidence/source_digest.h"
#include "jepa_oracle/decimal.h"
#include "judge/protocol/protocol.h"
#include "suite/registry.h"

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kShownDigits = 20;

Json to_json(const Call& call, const NumberFormat& format) {
  return {{"method", method_of(call.question)},
          {"question", params_of(call.question, format)},
          {"answer", result_of(call.question, call.answer, format)},
          {"entry", call.worst.where},
          {"answered", decimal_of(call.worst.given, Digits(kShownDigits))},
          {"right", decimal_of(call.worst.right, Digits(kShownDigits))},
          {"allowed", decimal_of(call.worst.allowed, Digits(3))},
          {"reason", call.reason}};
}

Json to_json(const Failure& failure, const NumberFormat& format) {
  Json document{{"instance", failure.example.instance.to_json()}, {"reason", failure.example.reason}};
  if (failure.call) document["call"] = to_json(*failure.call, format);
  // Names are given only where the answers can tell mistakes apart.
  document["likely_mistakes"] = failure.tells_apart ? failure.likely : std::vector<std::string>();
  if (!failure.tells_apart && !failure.likely.empty()) document["mistakes_not_told_apart"] = failure.likely;
  if (!failure.contradiction.empty()) document["not_deterministic"] = failure.contradiction;
  if (failure.right_bits) document["right_bits"] = *failure.right_bits;
  document["answers_compared"] = failure.compared;
  return document;
}

Json to_json(const LargestError& error) {
  return {{"of_allowance", fmt::format("{:.3g}", error.of_tolerance)}, {"ulps", fmt::format("{:.3g}", error.ulps)}};
}

Json to_json(const Conformance& result, const NumberFormat& format) {
  Json document{{"id", result.id},
                {"title", entry_of(result.id).title},
                {"standing", name_of(result.standing)},
                {"cases", result.cases},
                {"cases_outside_the_format", result.outside},
                {"largest_error", to_json(result.seen)},
                {"largest_allowed_error", to_json(result.allowed)}};
  if (!result.why.empty()) document["why"] = result.why;
  if (result.failure) document["failure"] = to_json(*result.failure, format);
  return document;
}

std::map<std::string, std::size_t> counts_of(const std::vector<Conformance>& results) {
  std::map<std::string, std::size_t> counts;
  for (const Conformance& result : results) ++counts[std::string(name_of(result.standing))];
  return counts;
}

/// Words of a command that name regular files ("python3 subject.py"), and their digests. A name is taken as written.
std::vector<std::pair<std::string, std::string>> files_named(const std::string& command) {
  std::vector<std::pair<std::string, std::string>> named;
  std::istringstream words(command);
  for (std::string word; words >> word;) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(word, error)) continue;
    std::ifstream file(word, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file) named.emplace_back(word, sha256(content));
  }
  return named;
}

}  // namespace

Json conformance_report(const Description& subject, const std::vector<Conformance>& results,
                        const ConformOptions& options) {
  Json claims = Json::array();
  for (const Conformance& result : results) claims.push_back(to_json(result, subject.format));
  return {{"format", "jepa-oracle/conformance/1"},
          {"suite", JEPA_ORACLE_VERSION},
          {"sources", fmt::format("sha256:{}", kSourceDigest)},
          {"subject", describe_json(subject)},
          {"seed", options.run.seed},
          {"cases", options.run.cases},
          {"conforms", conforms(results)},
          {"counts", counts_of(results)},
          {"claims", claims}};
}

Attested attested_of(const Description& subject, const std::string& command, const std::vector<Conformance>& results) {
  Attested attested;
  attested.subjects = {{fmt::format("{} {}", subject.name, subject.version), sha256(describe_json(subject).dump())}};
  for (auto& named : files_named(command)) attested.subjects.push_back(std::move(named));
  for (const Conformance& result : results) {
    switch (result.standing) {
      case Standing::conforms:
        attested.passed.push_back(result.id);
        break;
      case Standing::known_failure:
      case Standing::inconclusive:
        attested.warned.push_back(result.id);
        break;
      case Standing::fails:
      case Standing::unexpected_pass:
      case Standing::error:
      case Standing::not_judged:
        attested.failed.push_back(result.id);
        break;
      case Standing::absent:
        break;
    }
  }
  return attested;
}

std::string summary_line(const std::vector<Conformance>& results) {
  std::vector<std::string> parts;
  for (const auto& [standing, count] : counts_of(results)) parts.push_back(fmt::format("{} {}", count, standing));
  return fmt::format("{} claim{}: {}", results.size(), results.size() == 1 ? "" : "s", fmt::join(parts, ", "));
}

}  // namespace jepa_oracle::properties
