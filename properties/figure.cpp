#include "claim.h"
namespace jepa_oracle::properties {
std::vector<Claim> figure_claims() { return {}; }
}
