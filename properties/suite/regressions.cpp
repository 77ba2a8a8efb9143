#include "suite/regressions.h"

#include "jepa_oracle/errors.h"
#include "suite/documents.h"

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

/// "2^-40" as -40.
long bits_of(const std::string& margin) {
  if (margin.rfind("2^", 0) != 0) throw InvalidProblem("tightest.json", "a margin is a power of two");
  return std::stol(margin.substr(2));
}

std::vector<KeptTight> load_tightest() {
  std::vector<KeptTight> kept;
  try {
    const Json document = Json::parse(kTightestDocument);
    for (const Json& item : document.at("tightest")) {
      kept.push_back({item.at("claim"), Instance::from_json(item.at("instance")), bits_of(item.at("margin"))});
    }
  } catch (const Json::exception& error) {
    throw InvalidProblem("tightest.json", error.what());
  }
  return kept;
}

std::map<std::string, std::vector<Instance>> load() {
  std::map<std::string, std::vector<Instance>> kept;
  try {
    const Json document = Json::parse(kRegressionsDocument);
    for (const Json& item : document.at("regressions")) {
      kept[item.at("claim").get<std::string>()].push_back(Instance::from_json(item.at("instance")));
    }
  } catch (const Json::exception& error) {
    throw InvalidProblem("regressions.json", error.what());
  }
  for (const KeptTight& tight : kept_tightest()) kept[tight.claim].push_back(tight.instance);
  return kept;
}

}  // namespace

const std::vector<KeptTight>& kept_tightest() {
  static const auto kept = load_tightest();
  return kept;
}

const std::map<std::string, std::vector<Instance>>& kept_regressions() {
  static const auto kept = load();
  return kept;
}

}  // namespace jepa_oracle::properties
