// Prints {"claim": ["mutants that it kills"]}. With names as arguments: only those mutants; with ids
// (Family.Name): only those claims.
#include <algorithm>
#include <iostream>

#include "mistakes/mutants.h"
#include "registry.h"

int main(int argc, char** argv) {
  using namespace jepa_oracle;
  std::vector<std::string> wanted;
  std::vector<std::string> claims;
  for (const std::string& name : std::vector<std::string>(argv + 1, argv + argc)) {
    (name.find('.') == std::string::npos ? wanted : claims).push_back(name);
  }
  properties::RunOptions options;
  options.cases = 15;
  auto table = nlohmann::ordered_json::object();
  for (const auto& claim : properties::all_claims()) {
    if (!claims.empty() && std::find(claims.begin(), claims.end(), claim.id) == claims.end()) continue;
    auto killed = nlohmann::ordered_json::array();
    const bool refuted = properties::entry_of(claim.id).expects_refuted;
    for (const auto& mutant : mutants::all_mutants()) {
      if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), mutant.name) == wanted.end()) continue;
      if (properties::is_killed(claim, refuted, *mutant.subject, options)) killed.push_back(mutant.name);
    }
    table[claim.id] = killed;
  }
  std::cout << table.dump(1) << '\n';
}
