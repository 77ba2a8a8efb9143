#pragma once

#include "suite/claim.h"

namespace jepa_oracle::properties {

/// The check of Collapse.UnequalLayers.
Judgement unequal_layers(const Instance& instance, const Subject& subject);
/// The check of Collapse.MaeUnbalanced.
Judgement mae_unbalanced(const Instance& instance, const Subject& subject);

}  // namespace jepa_oracle::properties
