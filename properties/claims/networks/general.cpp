// Family General: moments without a common basis. Proofs: proofs-notes/general.md
#include "claims/networks/general_claims.h"

namespace jepa_oracle::properties {

std::vector<Claim> general_claims() {
  return {balanced_rest_claim(), balanced_flow_claim(), complex_pair_claim(), orthogonal_starts_claim(),
          small_initialisation_claim()};
}

}  // namespace jepa_oracle::properties
