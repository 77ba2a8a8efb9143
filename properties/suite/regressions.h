#pragma once

#include <map>
#include <string>
#include <vector>

#include "suite/instance.h"

namespace jepa_oracle::properties {

/// An instance that comes close to the boundary of its claim.
struct KeptTight {
  std::string claim;
  Instance instance;
  long margin_bits = 0;  ///< log2 of the smallest relative distance by which an inequality held when it was kept
};

/// The closest that `jepa-oracle worst` has found (tests/regressions/tightest.json, written by keep-tightest there).
const std::vector<KeptTight>& kept_tightest();

/// What every run begins with, by claim id: instances on which a claim once failed for a reason that was then mended
/// (tests/regressions/regressions.json), and after these the tightest.
const std::map<std::string, std::vector<Instance>>& kept_regressions();

}  // namespace jepa_oracle::properties
