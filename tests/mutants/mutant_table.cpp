// Prints {"claim": ["mutants that it kills"]}. With names as arguments: only those mutants.
#include <algorithm>
#include <iostream>

#include "mutants.h"
#include "registry.h"

int main(int argc, char** argv) {
  using namespace jepa_oracle;
  const std::vector<std::string> wanted(argv + 1, argv + argc);
  properties::RunOptions options;
  options.cases = 15;
  auto table = nlohmann::ordered_json::object();
  for (const auto& claim : properties::all_claims()) {
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
