#pragma once

#include <map>
#include <string>
#include <vector>

#include "suite/registry.h"

namespace jepa_oracle::properties {

/// Dependencies of the claims, from the registry's `uses`.
/// @{
/// All that a claim rests on, directly or through others; sorted, without the claim itself.
/// @throws InvalidProblem (claims.json) for an unknown id or a cycle
std::vector<std::string> all_uses(const std::string& id);

/// For each claim that was run: the ids among those it rests on, and were run too, that did not come out as expected;
/// sorted. A claim with any is undermined, whatever its own verdict.
std::map<std::string, std::vector<std::string>> undermined(const std::vector<ClaimResult>& results);
/// @}

}  // namespace jepa_oracle::properties
