#pragma once

#include "suite/claim.h"

namespace jepa_oracle::properties {

/// @name Claims of the family General, each in a file of its own
/// @{
/// balanced_rest.cpp: General.BalancedRestIsInvariantSubspace
Claim balanced_rest_claim();
/// balanced_flow.cpp: General.BalancedFlowKeepsRankAndOrientation
Claim balanced_flow_claim();
/// complex_pair.cpp: General.ComplexPairIsLearned
Claim complex_pair_claim();
/// orthogonal_starts.cpp: General.OrthogonalStartsKeepTheirOrientation
Claim orthogonal_starts_claim();
/// small_initialisation.cpp: General.SmallInitialisationFollowsCrossCovarianceFirst
Claim small_initialisation_claim();
/// @}

}  // namespace jepa_oracle::properties
