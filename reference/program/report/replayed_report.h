#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "output/command_output.h"

namespace jepa_oracle::program {

/// A report as it was read: what to run again, and what it said.
struct ReplayedReport {
  bool of_conform = false;  ///< else of verify
  std::string suite;
  std::string sources;
  Json subject;  ///< "reference", or what the implementation said of itself
  std::uint64_t seed = 0;
  int cases = 0;
  std::vector<Json> claims;
  Json summary = Json::object();  ///< "verdict" and "counts", as far as the report has them

  /// Name of the member that says what came out of a claim: "verdict", or "standing".
  const char* outcome() const { return of_conform ? "standing" : "verdict"; }
};

/// Reads report.json of verify or conform, as far as it is needed: the schemas say more, and what is not as they say
/// comes out different.
/// @throws InvalidProblem for any other document, for two claims of one id, and for none
ReplayedReport parse_replayed(const std::string& text);

}  // namespace jepa_oracle::program
