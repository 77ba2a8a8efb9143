#pragma once

#include <string>
#include <vector>

#include "claim.h"

namespace jepa_oracle::program {

/// DIR/report.json, with DIR made if need be. @throws OutputError before anything is run when it cannot be written
std::string report_file(const std::string& directory);

/// Claims and families as given to --claim, each once; all when there are none.
/// @throws InvalidProblem for one that does not exist
std::vector<properties::Claim> claims_chosen(const std::vector<std::string>& names);

}  // namespace jepa_oracle::program
