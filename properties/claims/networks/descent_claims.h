#pragma once

#include "suite/claim.h"

namespace jepa_oracle::properties {

/// Descent.FollowsFlowToFirstOrder, a claim of the family Descent in a file of its own.
Claim follows_flow_claim();

}  // namespace jepa_oracle::properties
