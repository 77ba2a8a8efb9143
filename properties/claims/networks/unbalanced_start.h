#pragma once

#include "suite/claim.h"

namespace jepa_oracle::properties {

/// The check of Collapse.UnbalancedStartBoundary.
Judgement unbalanced_start(const Instance& instance, const Subject& subject);

}  // namespace jepa_oracle::properties
