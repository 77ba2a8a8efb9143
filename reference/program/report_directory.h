#pragma once

#include <string>

namespace jepa_oracle::program {

/// DIR/report.json, with DIR made if need be. @throws OutputError before anything is run when it cannot be written
std::string report_file(const std::string& directory);

}  // namespace jepa_oracle::program
