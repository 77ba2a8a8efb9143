#pragma once

#include "claim.h"

namespace jepa_oracle::properties {

/// The check of General.SmallInitialisationFollowsCrossCovarianceFirst.
Judgement small_initialisation(const Instance& instance, const Subject& subject);

}  // namespace jepa_oracle::properties
