// Prints {"claim": id, "kills": [names of mutants]}, a line for each claim as soon as it is decided. With ids as
// arguments: only those claims.
#include <algorithm>
#include <iostream>

#include "asked_questions.h"
#include "jepa_oracle/errors.h"
#include "mutants/mutants.h"
#include "suite/registry.h"

namespace jepa_oracle::mutants {
namespace {

bool have_common(const Questions& a, const Questions& b) {
  return std::any_of(a.begin(), a.end(), [&](Question question) { return b.count(question) != 0; });
}

nlohmann::ordered_json kills_of(const properties::Claim& claim) {
  properties::RunOptions options;
  options.cases = 15;
  const bool refuted = properties::entry_of(claim.id).expects_refuted;
  const Questions asked = asked_questions(claim, properties::cases_of(claim, options));
  auto kills = nlohmann::ordered_json::array();
  for (const Mutant& mutant : all_mutants()) {
    if (!have_common(asked, mutant.altered)) continue;
    if (properties::is_killed(claim, refuted, *mutant.subject, options)) kills.push_back(mutant.name);
  }
  return kills;
}

}  // namespace
}  // namespace jepa_oracle::mutants

int main(int argc, char** argv) {
  using namespace jepa_oracle;
  const std::vector<std::string> wanted(argv + 1, argv + argc);
  try {
    for (const std::string& id : wanted) properties::claim_of(id);
  } catch (const InvalidProblem& error) {
    std::cerr << "error: " << error.where() << ": " << error.rule() << '\n';
    return 2;
  }
  for (const auto& claim : properties::all_claims()) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), claim.id) == wanted.end()) continue;
    const nlohmann::ordered_json line = {{"claim", claim.id}, {"kills", mutants::kills_of(claim)}};
    std::cout << line.dump() << std::endl;  // flushed: the next claim may take minutes
  }
}
