#include "claim.h"
namespace jepa_oracle::properties {
std::vector<Claim> asymptotic_claims() { return {}; }
}
