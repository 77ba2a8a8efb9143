#pragma once

#include <map>
#include <string>
#include <vector>

#include "instance.h"

namespace jepa_oracle::properties {

/// Instances on which a claim once failed for a reason that was then mended (tests/regressions/regressions.json), by claim
/// id. They run first.
const std::map<std::string, std::vector<Instance>>& kept_regressions();

}  // namespace jepa_oracle::properties
