#include "regressions.h"

#include "documents.h"
#include "jepa_oracle/errors.h"

namespace jepa_oracle::properties {
namespace {

std::map<std::string, std::vector<Instance>> load() {
  std::map<std::string, std::vector<Instance>> kept;
  try {
    const auto document = nlohmann::ordered_json::parse(kRegressionsDocument);
    for (const auto& item : document.at("regressions")) {
      kept[item.at("claim").get<std::string>()].push_back(Instance::from_json(item.at("instance")));
    }
  } catch (const nlohmann::ordered_json::exception& error) {
    throw InvalidProblem("regressions.json", error.what());
  }
  return kept;
}

}  // namespace

const std::map<std::string, std::vector<Instance>>& kept_regressions() {
  static const auto kept = load();
  return kept;
}

}  // namespace jepa_oracle::properties
