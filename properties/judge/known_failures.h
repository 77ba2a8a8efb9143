#pragma once

#include <optional>
#include <string>
#include <vector>

#include "suite/instance.h"

namespace jepa_oracle::properties {

/// What an implementer knows to fail.
struct KnownFailure {
  std::string claim;
  std::string reason;
  std::optional<Instance> instance;  ///< only this case fails: it runs as well, and every other case must hold
};

/// Reads {"format":"jepa-oracle/known-failures/1","failures":[{"claim","reason","instance"?},...]}.
/// @throws InvalidProblem for anything else, a claim that does not exist, an instance that is none of its claim's, or
/// a duplicate entry, or one that overlaps another (the whole claim and one of its cases)
std::vector<KnownFailure> parse_known_failures(std::string_view text);

}  // namespace jepa_oracle::properties
