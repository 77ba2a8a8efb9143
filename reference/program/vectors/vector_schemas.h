#pragma once

#include <string>
#include <utility>
#include <vector>

namespace jepa_oracle::program {

/// JSON Schemas of the test vectors (tests/vectors/schemas), by file name.
const std::vector<std::pair<std::string, std::string>>& vector_schemas();

}  // namespace jepa_oracle::program
