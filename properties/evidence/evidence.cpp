#include "evidence/evidence.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/rational.h"

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

Json example_json(const std::optional<Counterexample>& example) {
  if (!example) return nullptr;
  return {{"instance", example->instance.to_json()}, {"reason", example->reason}};
}

std::optional<Counterexample> parse_example(const Json& document) {
  if (document.is_null()) return std::nullopt;
  return Counterexample{Instance::from_json(document.at("instance")), document.at("reason")};
}

Verdict parse_verdict(const std::string& name) {
  for (const Verdict verdict : {Verdict::holds, Verdict::fails, Verdict::inconclusive}) {
    if (name == name_of(verdict)) return verdict;
  }
  throw InvalidProblem("verdict", fmt::format("\"{}\" is not a verdict", name.substr(0, 40)));
}

}  // namespace

Json result_json(const ClaimResult& result) {
  Json scope = Json::object();
  for (const auto& [name, range] : result.scope) scope[name] = {exact_text(range.first), exact_text(range.second)};
  return {{"id", result.id},
          {"verdict", name_of(result.verdict)},
          {"cases", result.cases},
          {"inconclusive", result.inconclusive},
          {"labels", result.labels},
          {"scope", scope},
          {"margin_bits", result.margin_bits ? Json(*result.margin_bits) : Json(nullptr)},
          {"counterexample", example_json(result.counterexample)},
          {"undecided", example_json(result.undecided)},
          {"missing_labels", result.missing_labels},
          {"seconds", result.seconds}};
}

ClaimResult parse_result(const Json& document, const std::string& where) {
  try {
    ClaimResult result;
    result.id = document.at("id");
    result.verdict = parse_verdict(document.at("verdict"));
    result.cases = document.at("cases");
    result.inconclusive = document.at("inconclusive");
    for (const auto& [label, count] : document.at("labels").items()) result.labels[label] = count;
    for (const auto& [name, range] : document.at("scope").items()) {
      result.scope[name] = {parse_rational(range.at(0).get<std::string>(), name),
                            parse_rational(range.at(1).get<std::string>(), name)};
    }
    if (!document.at("margin_bits").is_null()) result.margin_bits = document.at("margin_bits").get<long>();
    result.counterexample = parse_example(document.at("counterexample"));
    result.undecided = parse_example(document.at("undecided"));
    result.missing_labels = document.at("missing_labels").get<std::vector<std::string>>();
    result.seconds = document.at("seconds");
    return result;
  } catch (const Json::exception& error) {
    throw InvalidProblem(where, fmt::format("is not the result of a claim: {}", error.what()));
  } catch (const InvalidProblem& error) {
    throw InvalidProblem(where, fmt::format("is not the result of a claim: {}: {}", error.where(), error.rule()));
  }
}

}  // namespace jepa_oracle::properties
