#pragma once

#include "claim.h"

namespace jepa_oracle::properties {

/// General.RandomInitialisation, a claim of the family General in a file of its own.
Claim random_initialisation_claim();

}  // namespace jepa_oracle::properties
