#pragma once

#include <string>

#include "jepa_oracle/model.h"

namespace jepa_oracle::program {

/// The claims that say of an objective what its vectors hold.
struct ObjectiveClaims {
  std::string critical_time;
  std::string limit;
  std::string field;
};

ObjectiveClaims claims_of(Objective objective);

}  // namespace jepa_oracle::program
