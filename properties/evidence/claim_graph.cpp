#include "evidence/claim_graph.h"

#include <fmt/format.h>

#include <functional>
#include <set>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::properties {

std::vector<std::string> all_uses(const std::string& id) {
  std::set<std::string> found;
  std::set<std::string> path;
  const std::function<void(const std::string&)> visit = [&](const std::string& from) {
    if (!path.insert(from).second) throw InvalidProblem("claims.json", fmt::format("{} depends on itself", from));
    for (const std::string& used : entry_of(from).uses) {
      visit(used);
      found.insert(used);
    }
    path.erase(from);
  };
  visit(id);
  return {found.begin(), found.end()};
}

std::map<std::string, std::vector<std::string>> undermined(const std::vector<ClaimResult>& results) {
  std::set<std::string> unsound;
  for (const ClaimResult& result : results) {
    if (!assess(entry_of(result.id), result).as_expected) unsound.insert(result.id);
  }
  std::map<std::string, std::vector<std::string>> by_claim;
  for (const ClaimResult& result : results) {
    std::vector<std::string>& reasons = by_claim[result.id];
    for (const std::string& used : all_uses(result.id)) {
      if (unsound.count(used) != 0) reasons.push_back(used);
    }
  }
  return by_claim;
}

}  // namespace jepa_oracle::properties
